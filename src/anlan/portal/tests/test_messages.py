"""Messages to a resident: asked for with the report, told on the tracking page, stopped with a click."""

import pytest
import yaml
from django.test import Client

from anlan.cases.public import Case
from anlan.notices.public import reach_of


@pytest.fixture
def mailing(tmp_path, monkeypatch):
    """The district has e-mail, and nothing else."""
    path = tmp_path / "channels.yaml"
    monkeypatch.setenv("ANLAN_CHANNELS", str(path))
    given = {"email": {"host": "127.0.0.1", "port": 1, "tls": "none", "sender": "anlan@d.example"}}
    path.write_text(yaml.safe_dump(given | {"general": {"site": "https://anlan.example"}}))
    path.chmod(0o600)


def sent(client: Client, filled, **given) -> str:
    answer = client.post("/report/", filled(step="send", **given))
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"].strip("/").split("/")[-1]


def agreed() -> list[str]:
    case = Case.objects.get()
    return [one.channel for one in reach_of(case.id, case.reporter) if one.agreed]


@pytest.mark.usefixtures("mailing")
def test_who_asks_to_be_told_is_told_by_the_ways_they_left(client: Client, filled) -> None:
    page = client.get("/report/").content.decode()
    assert 'name="told"' in page
    check = client.post("/report/", filled(email="li@example.cn", told="on")).content.decode()
    assert "li@example.cn" in check
    assert 'name="told" value="on"' in check
    sent(client, filled, email="li@example.cn", phone="13800001234", told="on")
    assert agreed() == ["email"]


@pytest.mark.usefixtures("mailing")
def test_leaving_an_address_alone_is_no_consent(client: Client, filled) -> None:
    sent(client, filled, email="li@example.cn")
    assert agreed() == []


@pytest.mark.usefixtures("mailing")
def test_to_be_told_needs_an_address(client: Client, filled) -> None:
    answer = client.post("/report/", filled(told="on"))
    assert answer.status_code == 422
    assert "如需接收消息" in answer.content.decode()


@pytest.mark.usefixtures("mailing")
def test_the_messages_stop_with_a_click_and_only_for_who_has_the_code(client: Client, town, filled) -> None:
    token = sent(client, filled, email="li@example.cn", told="on")
    town.settle()
    page = client.get(f"/track/{token}/").content.decode()
    assert "发给您的消息" in page
    assert client.post("/track/aaaaaaaaaaaaaaaaaaaaaaaaaa/", {"do": "stop"}).status_code == 404
    assert agreed() == ["email"]
    client.post(f"/track/{token}/", {"do": "stop"})
    assert agreed() == []


def test_where_the_district_sends_nothing_nothing_is_promised(
    client: Client, filled, monkeypatch, tmp_path
) -> None:
    monkeypatch.setenv("ANLAN_CHANNELS", str(tmp_path / "none.yaml"))
    assert 'name="told"' not in client.get("/report/").content.decode()
    sent(client, filled, phone="13800001234", told="on")
    assert agreed() == []


@pytest.mark.usefixtures("mailing")
def test_a_report_sent_again_does_not_take_the_stop_back(client: Client, filled) -> None:
    given = filled(step="send", email="li@example.cn", told="on")
    token = client.post("/report/", given).headers["Location"].strip("/").split("/")[-1]
    client.post(f"/track/{token}/", {"do": "stop"})
    assert client.post("/report/", given).headers["Location"].endswith(f"{token}/")
    assert agreed() == []
