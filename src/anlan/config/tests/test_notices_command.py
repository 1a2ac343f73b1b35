"""`anlan notices …`: seen without a provider, tried with one, and nothing said that should stay unsaid."""

import pytest
from typer.testing import CliRunner

from anlan.config.cli import build

run = CliRunner()


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("ANLAN_LANGUAGE", "en")
    monkeypatch.setattr("anlan.config.cli.notices._begin", lambda **given: None)


def anlan(*words, **given):
    return run.invoke(build(), ["notices", *words], **given)


@pytest.fixture
def settings_file(tmp_path, monkeypatch):
    path = tmp_path / "channels.yaml"
    monkeypatch.setenv("ANLAN_CHANNELS", str(path))
    return path


@pytest.mark.slow
def test_a_whole_send_is_shown_without_a_provider():
    answer = anlan("simulate", "--channel", "wecom", "--answer", "token_expired")
    assert answer.exit_code == 0
    assert "sent" in answer.output
    assert answer.output.count("POST /cgi-bin/message/send") == 2
    assert "access_token" not in answer.output
    assert "simulated-secret" not in answer.output


@pytest.mark.parametrize("words", [("--channel", "pigeon"), ("--answer", "perhaps")])
def test_a_way_or_an_answer_that_is_none_is_refused_with_those_there_are(words):
    answer = anlan("simulate", *words)
    assert answer.exit_code == 2


def test_open_ways_are_listed_and_no_secret_with_them(settings_file):
    settings_file.write_text("wecom_robot: {units: {street1.urban: very-secret-key}}")
    settings_file.chmod(0o600)
    answer = anlan("channels")
    assert answer.exit_code == 0
    assert "wecom_robot" in answer.output
    assert "very-secret-key" not in answer.output


@pytest.mark.django_db
def test_a_test_message_leaves_with_the_settings_in_use(settings_file):
    from anlan.notices.public import simulated_mail_server

    with simulated_mail_server() as mail:
        text = f"email: {{host: 127.0.0.1, port: {mail.port}, tls: none, sender: anlan@d.example}}"
        settings_file.write_text(text)
        settings_file.chmod(0o600)
        assert anlan("send-test", "--channel", "email", "--to", "you@d.example").exit_code == 0
        mail.scenario = "bounce"
        refused = anlan("send-test", "--channel", "email", "--to", "you@d.example")
    assert len(mail.mails) == 1
    assert refused.exit_code == 1
    assert "you@d.example" not in refused.output


@pytest.mark.django_db
def test_other_mail_on_standard_input_is_left_alone():
    answer = anlan("bounce", input=b"Subject: hello\r\n\r\nhi")
    assert answer.exit_code == 0
    assert "No report" in answer.output


def test_the_push_key_is_made_once(tmp_path, settings):
    settings.STATE = tmp_path
    first, second = anlan("push-key"), anlan("push-key")
    assert first.output == second.output
    assert (tmp_path / "keys" / "push.pem").stat().st_mode & 0o077 == 0
    assert "PRIVATE" not in first.output
