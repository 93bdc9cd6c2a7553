"""HTTP/1.1 over one kept connection, with next to no cost: what the drivers speak."""

import asyncio
import gzip
import json
import random
import re
from collections.abc import Awaitable, Callable
from typing import Protocol

CSRF = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
CONFIG = re.compile(rb'<script id="exam" type="application/json">(.*?)</script>', re.S)
FORM = "application/x-www-form-urlencoded"


class Broken(Exception):
    """No whole reply came: the outcome of the request is unknown."""


class Reply:
    def __init__(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")


class Browser:
    """One candidate's device: cookies, one connection, opened anew when it breaks."""

    def __init__(self, port: int, session: str = "") -> None:
        self.port = port
        self.cookies = {"sessionid": session} if session else {}
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.received = 0

    async def ask(
        self, method: str, path: str, body: bytes = b"", kind: str = "", token: str = ""
    ) -> Reply:
        """Raises Broken. With a token no cookies are sent, as docs/exam-protocol.md asks."""
        head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
        head.append("Accept-Encoding: gzip")
        if kind:
            head.append(f"Content-Type: {kind}")
        if token:
            head.append(f"X-Attempt-Token: {token}")
        elif self.cookies:
            pairs = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            head.append(f"Cookie: {pairs}")
        raw = "\r\n".join(head).encode() + b"\r\n\r\n" + body
        try:
            return await asyncio.wait_for(self._exchange(raw), 60)
        except (OSError, EOFError, ValueError, IndexError, TimeoutError) as fault:
            self.close()
            raise Broken from fault

    async def _exchange(self, raw: bytes) -> Reply:
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
        reader, writer = self.streams
        writer.write(raw)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = [line.partition(":")[::2] for line in head[1:] if line]
        headers = [(name.strip().lower(), value.strip()) for name, value in pairs]
        reply = Reply(int(head[0].split()[1]), headers, b"")
        reply.body = await self._body(reader, reply)
        self.received += len(reply.body)  # as it came over the network
        if reply.header("content-encoding") == "gzip":
            reply.body = gzip.decompress(reply.body)
        for name, value in headers:
            if name == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return reply

    @staticmethod
    async def _body(reader: asyncio.StreamReader, reply: Reply) -> bytes:
        if reply.header("transfer-encoding") != "chunked":
            return await reader.readexactly(int(reply.header("content-length") or 0))
        parts = []
        while size := int((await reader.readline()).split(b";")[0], 16):
            parts.append(await reader.readexactly(size))
            await reader.readexactly(2)
        await reader.readexactly(2)
        return b"".join(parts)

    def close(self) -> None:
        if self.streams is not None:
            self.streams[1].close()
            self.streams = None

    async def post_json(self, path: str, token: str, data: object) -> Reply:
        return await self.ask("POST", path, json.dumps(data).encode(), "application/json", token)


class Counts(Protocol):
    retries: int


async def insist(ledger: Counts, ask: Callable[[], Awaitable[Reply]]) -> Reply:
    """The same request until a reply comes: an unknown outcome is asked again."""
    while True:
        try:
            reply = await ask()
        except Broken:
            reply = None
        if reply is not None and reply.status < 500:
            return reply
        ledger.retries += 1
        await asyncio.sleep(random.uniform(0.05, 0.2))
