"""The reader of bench_live: opens many streams, notes when each event arrives. Arguments: port, streams, events."""

import asyncio
import json
import re
import sys
import time
from collections import defaultdict

_EVENT = re.compile(rb'"number":"?(\d+)')


async def _listen(
    port: int, key: str, heard: dict[str, list[float]], opened: asyncio.Semaphore, events: int
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    head = f"Host: 127.0.0.1:{port}\r\nCookie: sessionid={key}\r\nAccept: text/event-stream"
    writer.write(f"GET /live HTTP/1.1\r\n{head}\r\n\r\n".encode())
    ready, left = False, events
    while left:
        line = await reader.readline()
        if not line:
            raise ConnectionError("the stream was closed")
        if not ready and b"hello" in line:
            ready = True
            opened.release()
        found = _EVENT.search(line)
        if found:
            heard[found[1].decode()].append(time.monotonic())
            left -= 1
    writer.close()


async def _main(port: int, count: int, events: int) -> None:
    keys = json.loads(sys.stdin.readline())
    heard: dict[str, list[float]] = defaultdict(list)
    opened = asyncio.Semaphore(0)
    tasks = []
    for number in range(count):
        tasks.append(asyncio.create_task(_listen(port, keys[number % len(keys)], heard, opened, events)))
        if number % 50 == 49:  # a district's desks do not all open in one millisecond
            await asyncio.sleep(0.05)
    for _ in range(count):
        await asyncio.wait_for(opened.acquire(), 60)
    sys.stdout.write(f"open {count}\n")
    sys.stdout.flush()
    await asyncio.wait_for(asyncio.gather(*tasks), 120)
    sys.stdout.write(json.dumps(list(heard.items())) + "\n")
    sys.stdout.flush()


asyncio.run(_main(*map(int, sys.argv[1:])))
