"""A server that says what it is told to, byte by byte, on a real socket."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
"""What becomes of a connection once a request has been read."""


@dataclass
class RawServer:
    """A server on loopback that treats every request alike, and keeps what it was sent."""

    behaviour: Behaviour
    greeting: bytes = b""
    url: str = ""
    received: list[bytes] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            writer.write(self.greeting)
            self.received.append(await reader.readuntil(b"\r\n\r\n"))
            await self.behaviour(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def listening(behaviour: Behaviour, greeting: bytes = b"") -> AsyncIterator[RawServer]:
    raw = RawServer(behaviour, greeting)
    listener = await asyncio.start_server(raw.serve, "127.0.0.1", 0)
    raw.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    try:
        yield raw
    finally:
        listener.close()


def saying(reply: bytes) -> Behaviour:
    """Send these bytes and end the connection."""

    async def say(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(reply)
        await writer.drain()

    return say


async def resetting(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Cut the connection so that the other side gets a reset, not an orderly end."""
    wire: socket.socket = writer.get_extra_info("socket")
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    """Never answer, for as long as the other side stays."""
    await reader.read()


def reply(status: str, *headers: str, body: bytes = b"") -> bytes:
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(head).encode() + body
