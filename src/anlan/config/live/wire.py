"""Server-sent events as bytes (WHATWG HTML, 9.2)."""

import json

HEARTBEAT = b": still here\n\n"


def event(name: str, data: dict[str, object], *, position: int | None = None) -> bytes:
    """One event. `position` becomes its id: what a browser sends back as Last-Event-ID."""
    head = f"id: {position}\n" if position is not None else ""
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"{head}event: {name}\ndata: {body}\n\n".encode()


def hello(position: int, *, retry: int = 3000) -> bytes:
    """The first event: from which position on one listens, and how many milliseconds to wait after a break."""
    return f"retry: {retry}\n".encode() + event("hello", {"position": position}, position=position)
