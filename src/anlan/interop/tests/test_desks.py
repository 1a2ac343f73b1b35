"""People whose server answers, is silent, or did the work and lost the answer."""

import json
import socket
import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from anlan.interop.errors import CallFailed, NoAnswer, SignInFailed
from anlan.interop.public import MAPPINGS, load_mapping, read_rows
from anlan.interop.replay.client import Session
from anlan.interop.replay.connections import Answer, Connections, read_answer
from anlan.interop.replay.desks import Desks, Standing
from anlan.interop.replay.install import Desk, Installed
from anlan.interop.tests.sample import cells, write_sample

MAPPING = load_mapping(MAPPINGS / "baltimore_311.yaml")
AFTER = {
    "route": "routed", "dispatch": "dispatched", "accept": "handling", "finish": "handled", "verify": "verified",
    "close": "closed",
}  # fmt: skip


class Server:
    """Answers as Anlan does for one case. `mood` may take an answer away: before the work is done or after it."""

    def __init__(self, mood: Callable[[int, str], str] = lambda *_: "") -> None:
        self.mood, self.calls = mood, 0
        self.state, self.version, self.lead = "routed", 1, ""
        self.done: list[str] = []
        self.answers: dict[str, int] = {}

    def case(self) -> dict[str, Any]:
        return {"number": 100001, "state": self.state, "version": self.version, "lead_unit": self.lead}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path == "/accounts/login/":
            cookie = "csrftoken=c" if request.method == "GET" else "sessionid=s"
            return httpx.Response(200, headers={"set-cookie": cookie})
        self.calls += 1
        mood = self.mood(self.calls, path)
        if mood == "cut before":
            raise httpx.ConnectError("cut")
        answer = self._answer(request, path)
        if mood == "cut after":
            raise httpx.ReadError("cut")
        return httpx.Response(503) if mood == "busy" else answer

    def _answer(self, request: httpx.Request, path: str) -> httpx.Response:
        if path == "/api/cases":
            key = request.headers["Idempotency-Key"]
            repeated = key in self.answers
            self.answers.setdefault(key, 100001)
            return httpx.Response(201, json={"number": 100001, "state": "routed", "repeated": repeated})
        verb = path.rpartition("/")[2]
        if request.method == "POST":
            body = json.loads(request.content)
            if body["version"] != self.version:
                return httpx.Response(409, json={"error": "case_changed"})
            self.state, self.version = AFTER[verb], self.version + 1
            self.lead = body.get("unit", self.lead)
            self.done.append(verb)
        return httpx.Response(200, json=self.case())


class Line(Connections):
    """Carries requests to a function instead of a socket."""

    def __init__(self, server: Callable[[httpx.Request], httpx.Response]) -> None:
        super().__init__()
        self.server = server

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self.server(request)

    def exchange(self, url: httpx.URL, sent: bytes) -> Answer:
        head, _, body = sent.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        method, path, _ = first.split(" ")
        headers = dict(line.split(": ", 1) for line in lines)
        answer = self.server(httpx.Request(method, url.join(path), headers=headers, content=body))
        kind = answer.headers.get("content-type", "").split(";")[0]
        return Answer(answer.status_code, kind, answer.content)


@pytest.fixture
def make(tmp_path, monkeypatch):
    units = {unit.code: uuid4() for unit in MAPPING.units}
    desks = {name: Desk(f"replay.{name}", "x", "operator") for name in ("operator", "checker", "solid_waste")}

    def of(server: Server, patience: float = 5.0) -> tuple[Desks, Any]:
        (row,) = read_rows(write_sample(tmp_path / "f.csv", [cells(2)]), MAPPING).rows
        server.lead = str(units[row.routed])
        made = Desks(
            "http://x", Installed(units, desks), capability="c", codes={row.type: "t"}, patience=patience,
            stop=threading.Event(),
        )  # fmt: skip
        made.sessions = {
            name: Session(
                "http://x",
                desk,
                patience=patience,
                stop=threading.Event(),
                transport=Line(server),
            )
            for name, desk in desks.items()
        }
        return made, row

    return of


WHOLE = ["route", "dispatch", "accept", "finish", "verify", "close"]


def test_a_case_goes_from_report_to_close_verb_by_verb_and_by_hand_to_another_unit(make):
    server = Server()
    desks, row = make(server)
    standing = desks.advance(row, desks.report(row, 1), "closed")
    assert (standing.state, server.done) == ("closed", WHOLE)


@pytest.mark.slow
@pytest.mark.parametrize("mood", ["cut before", "cut after", "busy"])
def test_a_lost_answer_loses_and_doubles_nothing(make, mood):
    server = Server(lambda call, path: mood if call % 3 == 1 else "")
    desks, row = make(server)
    standing = desks.advance(row, desks.report(row, 1), "closed")
    assert (standing.state, server.done) == ("closed", WHOLE)
    assert len(server.answers) == 1


def test_a_call_that_is_done_only_after_we_asked_is_refused_the_second_time(make):
    server = Server()
    late: list[httpx.Request] = []

    def held_back(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/accept") and not late:
            late.append(request)
            raise httpx.ReadTimeout("slow")
        answer = server(request)
        if request.method == "GET" and late and server.state == "dispatched":
            server(late[0])  # the slow worker does it now
        return answer

    desks, row = make(server)
    for session in desks.sessions.values():
        session._connections.server = held_back
    assert desks.advance(row, desks.report(row, 1), "closed").state == "closed"
    assert server.done == WHOLE


def test_a_refusal_is_not_tried_again(make):
    server = Server()
    desks, _ = make(server)
    server.version = 9
    with pytest.raises(CallFailed):
        desks.sessions["operator"].once("/api/cases/1/dispatch", {"version": 1})


def test_a_verb_that_never_gets_through_ends_the_replay(make, monkeypatch):
    monkeypatch.setattr("anlan.interop.replay.desks._PAUSE", 0)
    desks, row = make(Server(lambda _, path: "cut before" if path.endswith("/dispatch") else ""))
    with pytest.raises(NoAnswer, match="ConnectError"):
        desks.advance(row, desks.report(row, 1), "closed")


@pytest.mark.slow
def test_patience_ends(make):
    desks, row = make(Server(lambda *_: "cut before"), patience=0.1)
    with pytest.raises(NoAnswer, match="ConnectError"):
        desks.report(row, 1)


def test_a_wrong_password_is_told():
    nobody = Line(lambda _: httpx.Response(200, headers={"set-cookie": "csrftoken=c"}))
    session = Session(
        "http://x", Desk("a", "b", "operator"), patience=1, stop=threading.Event(), transport=nobody
    )
    with pytest.raises(SignInFailed, match="a could not sign in"):
        session.get("/api/counts")


def test_what_was_read_from_an_old_journal_is_asked_about_first(make):
    server = Server()
    desks, row = make(server)
    server.state, server.lead = "routed", str(UUID(int=0))
    server.version = 4
    assert desks.advance(row, Standing(100001, "routed", version=0), "closed").state == "closed"


def test_sending_a_request_again_names_its_first_case(make):
    desks, row = make(Server())
    desks.report(row, 1)
    assert desks.send_again(row, 1) == 100001


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (b"HTTP/1.1 201 Created\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: 2\r\n\r\n{}",
         Answer(201, "application/json", b"{}")),
        (b"HTTP/1.1 204 No Content\r\ncontent-length:0\r\n\r\n", Answer(204, "", b"")),
    ],
)  # fmt: skip
def test_an_answer_is_read_to_its_end_in_whatever_pieces_it_comes(sent, read):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        pieces = threading.Thread(
            target=lambda: [theirs.sendall(sent[at : at + 7]) for at in range(0, len(sent), 7)]
        )
        pieces.start()
        assert read_answer(ours) == read
        pieces.join()


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", ConnectionResetError),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", ValueError),
        (b"", ConnectionResetError),
    ],
)
def test_an_answer_that_is_cut_or_has_no_length_is_none(sent, error):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(sent)
        theirs.shutdown(socket.SHUT_WR)
        with pytest.raises(error):
            read_answer(ours)
