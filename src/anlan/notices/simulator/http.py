"""An HTTP provider on loopback. It answers one way's requests by the scenario that was chosen, and remembers them."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from anlan.notices.simulator.recorded import ANSWERS, TOKENS, Recorded


@dataclass
class Got:
    """A request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Provider:
    """The running server. `way` and `scenario` may be changed between requests."""

    port: int
    way: str = "webhook"
    scenario: str = "ok"
    got: list[Got] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def choose(self, way: str, scenario: str) -> None:
        """From now on answer like this."""
        self.way, self.scenario = way, scenario
        self.got.clear()

    def answer(self, got: Got) -> Recorded:
        """What was recorded for such a request; a stale token is stale once."""
        token = TOKENS.get(urlsplit(got.path).path)
        if token is not None:
            return token
        sends = [one for one in self.got if urlsplit(one.path).path not in TOKENS]
        answers = ANSWERS[self.way]
        if self.scenario == "token_expired" and len(sends) > 1:
            return answers["ok"]
        return answers.get(self.scenario, answers["ok"])


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            got = Got(self.command, self.path, headers, self.rfile.read(length))
            provider.got.append(got)
            recorded = provider.answer(got)
            time.sleep(recorded.hold)
            body = recorded.body.encode()
            try:
                self.send_response(recorded.status)
                for name, value in recorded.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                return  # the sender gave up waiting, as it should

        do_GET = do_POST = _serve

        def log_message(self, format: str, *args: object) -> None:
            """Silent: addresses carry secrets."""

    return Handler


@contextmanager
def provider() -> Iterator[Provider]:
    """A provider for the length of a block."""
    made = Provider(0)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(made))
    server.daemon_threads = True
    made.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
