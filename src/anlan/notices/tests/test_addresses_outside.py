"""Nothing inside our own wall can be reached through an address that somebody else chose."""

import pytest

from anlan.notices.channels import transport
from anlan.notices.channels.base import Request, Unreachable
from anlan.notices.channels.transport import AddressForbidden, Guarded, check_address, is_public
from anlan.notices.simulator.http import provider


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/x", "ftp://example.com/", "file:///etc/passwd", "https://user:word@example.com/",
        "https://example.com:22/", "https:///x", "https://exa mple.com/", "javascript:alert(1)", "https://[::1", "",
        "https://example.com:99999/",
    ],
)  # fmt: skip
def test_an_address_that_is_none_of_ours_to_ask_is_refused(url):
    with pytest.raises(AddressForbidden):
        check_address(url)


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1", "10.0.0.8", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "::1", "fd00::1", "fe80::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "::",
    ],
)  # fmt: skip
def test_a_private_address_in_any_dress_is_not_public(ip):
    assert not is_public(ip)


def test_a_public_address_is():
    assert is_public("1.1.1.1")
    assert is_public("2606:4700:4700::1111")


def test_a_name_with_one_private_address_is_refused_whatever_the_others_are(monkeypatch):
    answers = [(2, 1, 6, "", ("1.1.1.1", 443)), (2, 1, 6, "", ("192.168.1.5", 443))]
    monkeypatch.setattr(transport.socket, "getaddrinfo", lambda *args, **more: answers)
    with pytest.raises(AddressForbidden) as refused:
        Guarded()(Request("POST", "https://two-faced.example/hook", {}))
    assert refused.value.reason == "address_private"


def test_the_address_that_was_checked_is_the_one_that_is_asked(monkeypatch):
    """DNS rebinding: a name is asked once; a second answer would never be seen."""
    asked = []

    def once(host, port, *args, **more):
        asked.append(host)
        return [(2, 1, 6, "", ("127.0.0.1", port))]

    with provider() as http:
        monkeypatch.setattr(transport.socket, "getaddrinfo", once)
        request = Request("POST", f"http://inside.example:{http.port}/hook", {}, b"{}")
        assert Guarded(frozenset({"inside.example"}))(request).status == 202
        assert asked.count("inside.example") == 1
        assert http.got[0].headers["host"] == f"inside.example:{http.port}"


def test_a_redirect_is_not_followed():
    from anlan.notices.simulator import recorded

    with provider() as http:
        aside = recorded.Recorded(302, "", {"Location": "http://127.0.0.1/private"})
        http.answer = lambda got: aside
        answer = Guarded(frozenset({"127.0.0.1"}))(Request("POST", f"{http.url}/hook", {}, b"{}"))
        assert answer.status == 302
        assert len(http.got) == 1


def test_an_endless_answer_is_cut_off():
    from anlan.notices.simulator import recorded

    with provider() as http:
        http.answer = lambda got: recorded.Recorded(200, "x" * 400_000)
        with pytest.raises(Unreachable):
            Guarded(frozenset({"127.0.0.1"}))(Request("GET", f"{http.url}/", {}))
