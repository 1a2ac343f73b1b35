"""The ASGI application of the `live` process: GET /live, nothing else."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from http.cookies import CookieError, SimpleCookie
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings

from anlan.config.live.door import Turned, Visitor, look
from anlan.config.live.feed import News, follow
from anlan.config.live.hub import Hub, Stream
from anlan.config.live.origins import allowed
from anlan.config.live.wire import HEARTBEAT, event, hello
from anlan.kit import clock

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

QUIET = 20.0  # seconds after which a sign of life is sent, so that proxies keep the connection
PATIENCE = 5.0  # seconds for the first look at the ledger
MOST = 6_000  # open streams of this process


class Live:
    """The application: one hub, one feed, and a few threads that ask who somebody is."""

    def __init__(self) -> None:
        self.hub = Hub()
        self._threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="door")
        self._stop = Event()
        self._ready = asyncio.Event()
        self._feed: Thread | None = None

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """ASGI's entrance."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            kind = (await receive())["type"]
            if kind == "lifespan.startup":
                self.start()
                await send({"type": "lifespan.startup.complete"})
            elif kind == "lifespan.shutdown":
                self.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    def start(self) -> None:
        """Begin to listen to the ledger."""
        loop = asyncio.get_running_loop()

        def begin(position: int) -> None:
            loop.call_soon_threadsafe(self._begin, position)

        def tell(news: News) -> None:
            loop.call_soon_threadsafe(self._tell, news)

        self._feed = Thread(target=follow, args=(begin, tell, self._stop), daemon=True, name="feed")
        self._feed.start()

    def stop(self) -> None:
        """End every stream; the browsers come back by themselves."""
        self._stop.set()
        for stream in self.hub:
            stream.end("restart")
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _begin(self, position: int) -> None:
        self.hub.begin(position)
        self._ready.set()

    def _tell(self, news: News) -> None:
        self.hub.publish(news.changes, news.upto)
        for stream in self.hub.streams_of(news.accounts):
            stream.recheck = True
            stream.wake.set()

    async def _ask(self, session: str, case: int | None) -> Visitor | Turned:
        return await asyncio.get_running_loop().run_in_executor(self._threads, look, session, case)

    async def _http(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        cors = allowed(headers, scope.get("scheme", "http"))
        answer = await self._open(scope, headers, cors)
        if isinstance(answer, Turned):
            await _refuse(send, answer, cors or {})
            return
        await send(_head({**(cors or {}), "content-type": "text/event-stream; charset=utf-8"}, 200))
        gone: asyncio.Future[Any] = asyncio.ensure_future(_until_gone(receive))
        try:
            await self._carry(answer, _last_seen(scope, headers), send, gone)
        finally:
            gone.cancel()
            self.hub.leave(answer)

    async def _open(
        self, scope: dict[str, Any], headers: Mapping[str, str], cors: dict[str, str] | None
    ) -> Stream | Turned:
        """Everything that can be refused is refused before the first byte."""
        case = _number(scope)
        if refused := self._refused(scope, cors, case):
            return refused
        try:
            await asyncio.wait_for(self._ready.wait(), PATIENCE)
        except TimeoutError:  # no database: the browser comes back by itself
            return Turned(503, "not_ready")
        session = _session(headers.get("cookie", ""))
        found = await self._ask(session, case) if session else Turned(401, "not_signed_in")
        if isinstance(found, Turned):
            return found
        return Stream(found.account, found.name, session, found.scope, case, until=found.until)

    def _refused(self, scope: dict[str, Any], cors: dict[str, str] | None, case: int | None) -> Turned | None:
        """What needs no question to the database."""
        if scope["path"] != "/live" or scope["method"] != "GET":
            return Turned(404, "not_found")
        if cors is None:
            return Turned(403, "foreign_origin")
        if case is not None and case < 0:
            return Turned(404, "case_not_found")
        return Turned(503, "too_many_streams") if len(self.hub) >= MOST else None

    async def _carry(
        self, stream: Stream, after: int | None, send: Send, gone: "asyncio.Future[Any]"
    ) -> None:
        """Send what the stream is given until somebody ends it."""
        await _write(send, self._first(stream, after))
        self.hub.join(stream)
        while not gone.done():
            await _wake_or(stream, gone)
            if stream.recheck or clock.now() >= stream.until:
                await self._renew(stream)
            if stream.ended:
                await _write(send, event("end", {"why": stream.ended}), more=False)
                return
            waiting = b"".join(stream.waiting)
            stream.waiting.clear()
            await _write(send, waiting or HEARTBEAT)

    def _first(self, stream: Stream, after: int | None) -> bytes:
        """Where it begins, and what it missed; `reload` where nobody knows what it missed."""
        begin = hello(self.hub.position)
        if after is None:
            return begin
        missed = self.hub.missed(stream.scope, after)
        return begin + (event("reload", {}) if missed is None else b"".join(missed))

    async def _renew(self, stream: Stream) -> None:
        """Ask again who this is: rights end while a page stands open."""
        stream.recheck = False
        found = await self._ask(stream.session, stream.case)
        if isinstance(found, Turned):
            stream.end(found.code)
        else:
            stream.until = found.until
            self.hub.renew(stream, found.scope)


async def _wake_or(stream: Stream, gone: "asyncio.Future[Any]") -> None:
    """Until there is something to say, the reader is gone, or it has been quiet for long."""
    woken: asyncio.Future[Any] = asyncio.ensure_future(stream.wake.wait())
    try:
        await asyncio.wait({woken, gone}, timeout=QUIET, return_when=asyncio.FIRST_COMPLETED)
    finally:
        woken.cancel()
    stream.wake.clear()


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _write(send: Send, body: bytes, *, more: bool = True) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": more})


def _head(headers: Mapping[str, str], status: int) -> dict[str, Any]:
    safe = {
        "cache-control": "no-store",
        "x-accel-buffering": "no",
        "x-content-type-options": "nosniff",
        **headers,
    }
    pairs = [(name.encode(), value.encode()) for name, value in safe.items()]
    return {"type": "http.response.start", "status": status, "headers": pairs}


async def _refuse(send: Send, turned: Turned, cors: Mapping[str, str]) -> None:
    wait = {"retry-after": "30"} if turned.status == 503 else {}
    await send(_head({**cors, **wait, "content-type": "application/json"}, turned.status))
    await _write(send, json.dumps({"error": turned.code}).encode(), more=False)


def _session(cookies: str) -> str:
    try:
        found = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return str(found.value) if found is not None else ""


def _query(scope: dict[str, Any], name: str) -> str:
    return str(parse_qs(scope.get("query_string", b"").decode("latin-1")).get(name, [""])[0])


def _number(scope: dict[str, Any]) -> int | None:
    """The case whose page is open; -1 for something that is no number."""
    given = _query(scope, "case")
    if not given:
        return None
    return int(given) if given.isascii() and given.isdigit() and len(given) <= 18 else -1


def _last_seen(scope: dict[str, Any], headers: Mapping[str, str]) -> int | None:
    """What the browser says it heard last: by itself after a break, or by the page when it opens the stream."""
    given = headers.get("last-event-id") or _query(scope, "after")
    return int(given) if given.isascii() and given.isdigit() and len(given) <= 18 else None
