"""Ports of our own, and those of others."""

import socket

import pytest
import typer

from anlan.config.cli.ports import check_port, kept, port_beside
from anlan.config.cluster.server import free_port

HERE = "127.0.0.1"


def _listening(port: int) -> socket.socket:
    """As the web server listens: ready to share its port."""
    found = socket.socket()
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    found.bind((HERE, port))
    found.listen()
    return found


def test_a_kept_port_is_refused_to_another_installation_before_anybody_listens(
    capsys: pytest.CaptureFixture[str],
):
    port = free_port()
    with kept(HERE, port), pytest.raises(typer.Exit):
        check_port(HERE, port)
    assert str(port) in capsys.readouterr().err


def test_a_kept_port_is_our_own_processes_to_listen_on():
    port = free_port()
    with (
        kept(HERE, port),
        _listening(port) as first,
        _listening(port),
        socket.create_connection((HERE, port), timeout=5) as caller,
    ):
        assert caller.getpeername() == first.getsockname()


def test_live_news_go_elsewhere_when_the_next_port_is_kept_by_another():
    port = free_port()
    with kept(HERE, port + 1):
        assert port_beside(HERE, port) not in (port, port + 1)


def test_a_port_is_free_again_after_it_was_kept():
    port = free_port()
    with kept(HERE, port):
        pass
    check_port(HERE, port)


def test_where_the_next_port_is_taken_live_news_move_unless_a_proxy_was_told(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1] - 1
        assert port_beside("127.0.0.1", port) not in {port, port + 1}
        monkeypatch.setenv("ANLAN_TLS", "1")
        assert port_beside("127.0.0.1", port) == port + 1
    assert port_beside("127.0.0.1", 0) == 0
