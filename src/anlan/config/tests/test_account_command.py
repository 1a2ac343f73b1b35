"""The first administrator of a new installation."""

from typer.testing import CliRunner

from anlan.config.cli import build


def test_the_first_administrator_is_made_and_may_grant(town, monkeypatch):
    monkeypatch.setattr("anlan.config.cli.account.start_django", lambda **_: None)
    done = CliRunner().invoke(
        build(),
        ["account", "add", "first", "--name", "许诺", "--role", "security_admin"],
        input="calm-water-under-bridges\ncalm-water-under-bridges\n",
    )
    assert done.exit_code == 0, done.output
    from django.contrib.auth import get_user_model

    account = get_user_model().objects.get(username="first")
    assert account.check_password("calm-water-under-bridges")
    assert [grant.role for grant in account.grants.all()] == ["security_admin"]


def test_an_unknown_role_is_refused_and_leaves_no_account(town, monkeypatch):
    monkeypatch.setattr("anlan.config.cli.account.start_django", lambda **_: None)
    done = CliRunner().invoke(
        build(),
        ["account", "add", "first", "--name", "许诺", "--role", "emperor"],
        input="calm-water-under-bridges\ncalm-water-under-bridges\n",
    )
    assert done.exit_code != 0
    from django.contrib.auth import get_user_model

    assert not get_user_model().objects.filter(username="first").exists()


def test_a_reset_on_the_command_line_is_recorded_as_the_installation_s_own(town, monkeypatch):
    from anlan.access.models import Account
    from anlan.kit import clock
    from anlan.ledger.public import history

    monkeypatch.setattr("anlan.config.cli.account.start_django", lambda **_: None)
    account = Account.objects.create(username="first", name="许诺", created_at=clock.now())
    done = CliRunner().invoke(
        build(), ["account", "reset", "FIRST"], input="calm-water-under-bridges\ncalm-water-under-bridges\n"
    )
    assert done.exit_code == 0, done.output
    account.refresh_from_db()
    assert account.check_password("calm-water-under-bridges")
    assert account.enrol_until
    assert [(fact.kind, fact.actor) for fact in history(account.id)] == [
        ("access.change_password", "service:setup")
    ]
