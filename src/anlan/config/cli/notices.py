"""`anlan notices …`: the ways by which messages leave: shown, tried, simulated."""

import sys
from typing import Annotated

import typer

from anlan.config.cli.django import start_django
from anlan.config.cli.output import complain, line, say
from anlan.config.cluster.language import either, in_chinese

Channel = Annotated[str, typer.Option("--channel", help=either("One way only.", "只看一种渠道。"))]


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True)
    group.command(help=either("Which ways are open.", "列出已开通的渠道。"))(channels)
    group.command(help=either("A whole send without a provider.", "不接服务商，完整演练一次发送。"))(simulate)
    group.command(name="send-test", help=either("Send a test message.", "发送一条测试消息。"))(send_test)
    group.command(name="push-key", help=either("Make the key for browser push.", "生成浏览器推送密钥。"))(
        push_key
    )
    group.command(help=either("Read a bounced mail from standard input.", "从标准输入读取退信。"))(bounce)
    app.add_typer(group, name="notices", help=either("Notices and the ways they go.", "通知及其渠道。"))


def _begin(*, database: bool = False) -> None:
    start_django(database=database)
    from django.utils.translation import activate

    activate("zh-hans" if in_chinese() else "en")


def channels() -> None:
    """Name, title, pace; and where the settings are looked for."""
    _begin()
    from anlan.notices.public import WAYS, channels_file, open_ways

    opened = open_ways()
    say(either(f"Settings: {channels_file()}", f"设置文件：{channels_file()}"))
    for name, way in WAYS.items():
        if name in opened:
            line("●", "green", f"{name}  {way.title}  {opened[name]}/min")
        else:
            line("○", "yellow", f"{name}  {way.title}")


def simulate(
    channel: Channel = "",
    answer: Annotated[
        str,
        typer.Option(help="ok | error_500 | too_fast | token_expired | bounce | timeout"),
    ] = "",
) -> None:
    """Providers on this machine answer as the real ones were recorded; nothing leaves it, nothing is written."""
    _begin()
    from anlan.kit import clock
    from anlan.notices.public import SCENARIOS, WAYS, run_simulation

    if channel and channel not in WAYS:
        complain(either(f"There is no way {channel}.", f"没有渠道 {channel}。"), ", ".join(WAYS))
        raise typer.Exit(2)
    if answer and answer not in SCENARIOS:
        complain(either(f"There is no answer {answer}.", f"没有应答 {answer}。"), ", ".join(SCENARIOS))
        raise typer.Exit(2)
    for shown in run_simulation(clock.now(), only=[channel] if channel else [], scenario=answer):
        good = shown.outcome.verdict == "sent"
        words = f"{shown.way:15}{shown.scenario:15}{shown.outcome.verdict:12}{shown.outcome.reason:30}→ {shown.then}"
        line("✓" if good else "·", "green" if good else "yellow", words)
        for sent in shown.sent:
            say(f"        {sent}")


def send_test(
    channel: Annotated[str, typer.Option("--channel", help=either("The way.", "渠道。"))],
    to: Annotated[
        str, typer.Option("--to", help=either("Address, or the unit's code.", "地址，或单位编码。"))
    ],
) -> None:
    """With the settings in use. The address is used once and kept nowhere."""
    _begin(database=True)
    from anlan.kit import clock
    from anlan.notices.public import send_test_message

    outcome = send_test_message(channel, to, at=clock.now())
    if outcome.verdict == "sent":
        say(either("The provider took it.", "服务商已接收。"))
        return
    from anlan.notices.public import reason_in_words

    complain(reason_in_words(outcome.reason), f"{outcome.verdict}: {outcome.reason}")
    raise typer.Exit(1)


def push_key() -> None:
    """Made once, in `keys/` of the state folder: back it up, browsers know us by it."""
    _begin()
    from anlan.notices.public import make_push_key

    path, public = make_push_key()
    say(f"{path}\n{public}")


def bounce() -> None:
    """For the mail server's alias of the sender's address. Anything but a permanent failure is ignored."""
    raw = sys.stdin.buffer.read(1024 * 1024 + 1)
    _begin(database=True)
    from anlan.access.public import service
    from anlan.kit import clock
    from anlan.notices.public import read_bounce, take_bounce

    found = read_bounce(raw)
    if found is None:
        say(either("No report of a permanent failure of ours.", "不是本系统的永久退信。"))
        return
    at = clock.now()
    count = take_bounce(by=service("notices"), at=at, envelope=found.envelope, reason="bounced")
    say(either(f"Notices concerned: {count}", f"涉及通知 {count} 条"))
