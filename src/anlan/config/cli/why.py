"""`anlan why ACCOUNT CASE`: which grant or rule lets somebody do what with a case, and which does not."""

from typing import Annotated

import typer

from anlan.config.cli.django import start_django
from anlan.config.cli.output import complain, line, say
from anlan.config.cluster.language import either, in_chinese


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        help=either(
            "Why an account may or may not do something with a case.", "说明某账号对某事项有无权限及其依据。"
        )
    )(why)


def why(
    account: Annotated[str, typer.Argument(help=either("Log-in name.", "登录名。"))],
    case: Annotated[str, typer.Argument(help=either("The case's number.", "事项编号。"))],
    permission: Annotated[
        str | None, typer.Argument(help=either("One permission; all without it.", "某一权限，默认全部。"))
    ] = None,
) -> None:
    """Each permission with the rules looked at; exit code 1 when the account, case or permission does not exist."""
    start_django()
    from django.utils.translation import override

    from anlan.access.public import permissions
    from anlan.access.public import why as ask
    from anlan.kit.clock import now
    from anlan.kit.errors import AnlanError

    language = "zh-hans" if in_chinese() else "en"
    if permission is not None and permission not in permissions:
        complain(either(f"There is no permission {permission}.", f"没有 {permission} 这项权限。"))
        raise typer.Exit(1)
    with override(language):
        try:
            answer = ask(account=account, subject=case, at=now(), permission=permission)
        except AnlanError as error:
            complain(error.message())
            raise typer.Exit(1) from error
    grants = answer.actor.grants
    say(
        either(
            f"{answer.actor.name}: {len(grants)} grants count now",
            f"{answer.actor.name}：现有 {len(grants)} 项有效授权",
        )
    )
    for one in answer.explanations:
        mark, colour = (either("yes", "可以"), "green") if one.allowed else (either("no", "不可"), "red")
        factor = (
            either(" (with a second factor)", "（须第二因素）")
            if one.permission.risky and one.allowed
            else ""
        )
        line(mark, colour, f"{one.permission.title.in_language(language)} ({one.permission.name}){factor}")
        for reason in one.lines(language):
            say(f"      {reason}")
