"""The ways by which notices leave: whether their settings can be used, and what could not be sent."""

from collections.abc import Iterator

from anlan.config.cluster import Finding
from anlan.config.cluster.language import either


def channels() -> Iterator[Finding]:
    """Settings that can be read, and nothing waiting for a decision. After `rooms`."""
    from anlan.notices.public import count_dead, open_ways, trouble  # noqa: PLC0415

    said = trouble()
    yield Finding(
        not said,
        said or _opened(sorted(open_ways())),
        either(
            "See “Notices outside the desk” in docs/operating.md.", "见 docs/zh/operating.md “对外通知”。"
        ),
    )
    dead = count_dead()
    yield Finding(
        dead == 0,
        either(f"{dead} messages could not be sent", f"{dead} 条消息未能发出"),
        either("Decide on them at /desk/notices/failed/.", "请在 /desk/notices/failed/ 处理。"),
        optional=True,
    )


def _opened(names: list[str]) -> str:
    if not names:
        return either("notices stay on the desk: no way outside is open", "通知只在工作台：未开通外部渠道")
    return either(f"notices leave by {', '.join(names)}", f"通知渠道：{'、'.join(names)}")
