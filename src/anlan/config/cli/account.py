"""`anlan account add`: the first accounts of a new installation, made by whoever runs it."""

from datetime import timedelta
from typing import Annotated

import typer

from anlan.config.cli.django import start_django
from anlan.config.cli.output import say
from anlan.config.cluster.language import either

LONGEST_DAYS = 360


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True, help=either("Accounts.", "账号。"))
    app.add_typer(group, name="account")
    group.command(
        help=either(
            "Open an account with one role, without a second person: for the first ones. It is recorded.",
            "不经第二人开设一个账号并授予一个角色，用于首批账号；记入台账。",
        )
    )(add)
    group.command(
        help=either(
            "A new password and no second factor, without a second person: when nobody is left to approve.",
            "不经第二人重设密码并移除第二因素，用于无人可批准时；记入台账。",
        )
    )(reset)


def add(
    username: str,
    name: Annotated[str, typer.Option(help=either("The person's name.", "姓名。"))],
    role: Annotated[
        str, typer.Option(help=either("A role, see docs/trust.md.", "角色，见 docs/zh/trust.md。"))
    ],
    place: Annotated[
        int, typer.Option(help=either("15-digit code; 0: the district.", "15 位编码；0 为全区。"))
    ] = 0,
    unit: Annotated[
        str, typer.Option(help=either("Code of the unit, for handlers.", "单位编码（处置人员）。"))
    ] = "",
    days: Annotated[int, typer.Option(min=1, max=LONGEST_DAYS)] = LONGEST_DAYS,
) -> None:
    """Asks for the password, so that it stands in no history. The account can be used at once."""
    password = typer.prompt(either("Password", "密码"), hide_input=True, confirmation_prompt=True)
    start_django(database=True)
    from django.conf import settings
    from django.db import transaction

    from anlan.access.public import create_account, grant_role, service
    from anlan.kit import clock
    from anlan.parties.public import unit as unit_by_code

    at, setup = clock.now(), service("setup")
    works_for = unit_by_code(unit) if unit else None
    where = place or (works_for.place_id if works_for else settings.ANLAN_DISTRICT * 10**9)
    with transaction.atomic():
        account = create_account(username=username, name=name, password=password, by=setup, at=at)
        grant_role(
            account=account.id,
            role=role,
            place=where,
            unit=works_for.id if works_for else None,
            until=at + timedelta(days=days),
            by=setup,
            at=at,
        )
    say(
        either(
            f"{username} may sign in as {role} until {at + timedelta(days=days):%Y-%m-%d}.",
            f"{username} 可以登录，角色 {role}，有效期至 {at + timedelta(days=days):%Y-%m-%d}。",
        )
    )
    _bootstrap()


def reset(username: str) -> None:
    """The account's sessions end; its second factor is set up again within 72 hours."""
    password = typer.prompt(either("New password", "新密码"), hide_input=True, confirmation_prompt=True)
    start_django(database=True)
    from anlan.access.public import account_id, reset_password, service
    from anlan.kit import clock

    reset_password(
        account=account_id(username),
        password=password,
        forget_factor=True,
        by=service("setup"),
        at=clock.now(),
    )
    say(either(f"{username} signs in with the new password.", f"{username} 用新密码登录。"))
    _bootstrap()


def _bootstrap() -> None:
    say(
        either(
            "Done without a second person, and recorded so. Set up the second factor within 72 hours. "
            "In the browser two security administrators are needed.",
            "此操作未经第二人同意，已如实记入台账。请在 72 小时内设置第二因素。在浏览器中须两名安全管理员同意。",
        )
    )
