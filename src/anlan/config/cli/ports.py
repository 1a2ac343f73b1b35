"""The ports that Anlan listens on: free before it starts, and nobody else's while it runs."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import typer

from anlan.config.cli.output import complain, say
from anlan.config.cluster.language import either
from anlan.config.cluster.server import free_port


def check_port(host: str, port: int) -> None:
    """End here and say so when nobody can listen there."""
    error = _why_not(host, port)
    if error is not None:
        complain(
            either(
                f"Cannot listen on {host}:{port}: {error.strerror}.",
                f"无法监听 {host}:{port}：{error.strerror}。",
            ),
            either("Choose another: anlan up --port 8010", "换一个端口：anlan up --port 8010"),
        )
        raise typer.Exit(1)


def port_beside(host: str, port: int) -> int:
    """The live streams' port: the next one. Pages are told which, so where it is taken another will do, unless a proxy
    was told too.
    """
    behind_proxy = os.environ.get("ANLAN_TLS") == "1"
    if not port or behind_proxy or _why_not(host, port + 1) is None:
        return port and port + 1
    free = free_port()
    say(
        either(
            f"Port {port + 1} is taken: live news on {free}.",
            f"端口 {port + 1} 已占用，实时推送改用 {free}。",
        )
    )
    return free


@contextmanager
def kept(host: str, port: int) -> Iterator[None]:
    """Nobody's but ours for as long as this lasts.

    Its processes share a port with each other (SO_REUSEPORT), and would share it with another installation as well,
    so that answers came from either. A socket that is bound and never listens makes that one's `check_port` fail,
    also while ours are still loading.
    """
    with socket.socket(_family(host)) as keeper:
        keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        # A stranger's last connections there are not over; ours can listen all the same.
        with suppress(OSError):
            keeper.bind((host, port))
        yield


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _why_not(host: str, port: int) -> OSError | None:
    """Why nobody can listen there; None when somebody can."""
    with socket.socket(_family(host)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error
    return None
