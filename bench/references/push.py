"""The floor of bench_live: every line of standard input goes to every connection at once. Argument: port."""

import asyncio
import sys

_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\nevent: hello\ndata: {}\n\n"


async def _main(port: int) -> None:
    open_: set[asyncio.StreamWriter] = set()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(_HEAD)
        open_.add(writer)
        await reader.read()
        open_.discard(writer)
        writer.close()

    await asyncio.start_server(meet, "127.0.0.1", port, backlog=4096)
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := (await lines.readline()).decode().strip():
        for writer in open_:
            writer.write(f'id: 1\nevent: case\ndata: {{"number":"{line}"}}\n\n'.encode())


asyncio.run(_main(int(sys.argv[1])))
