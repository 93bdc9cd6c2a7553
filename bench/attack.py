"""Those who want to stop an exam: read a plan as JSON from standard input, play it, say what they
were told.

Runs in a process of its own and imports nothing of the product. Each attack goes on until its time
is up, whatever the server answers: a refusal is no reason to stop for somebody of ill will.
"""

import asyncio
import json
import os
import secrets
import sys
import time
from collections import Counter
from functools import cache
from pathlib import Path
from urllib.parse import quote_plus

from bench.client import CSRF, FORM, Broken, Browser, Reply

BODY = 300 * 1024 * 1024
CHUNK = b"x" * 65536
PAUSE = 0.1  # seconds between two bodies: a network is slower than this machine to itself
FLOOD = 110 * 1024 * 1024  # bytes, of one candidate
EVENTS = [{"seq": seq, "item": 1 + seq % 50, "answer": ["A" * 16] * 20} for seq in range(1, 101)]
BOUNDARY = "----attack"


@cache
def content(path: str) -> bytes:
    return Path(path).read_bytes()


class Told:
    """How often which answer came, and how many bytes went out."""

    def __init__(self) -> None:
        self.answers: Counter[str] = Counter()
        self.sent = 0

    def hear(self, reply: Reply | None) -> None:
        self.answers[str(reply.status) if reply else "cut off"] += 1


async def asked(told: Told, browser: Browser, *request) -> Reply | None:
    try:
        reply = await browser.ask(*request)
    except Broken:
        reply = None
    told.hear(reply)
    if reply is None or reply.status in {413, 503}:
        browser.close()  # the rest of the body was not wanted
    return reply


def form(fields: dict[str, str], name: str = "", file: bytes = b"", kind: str = "") -> bytes:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    parts += [head.encode(), f"Content-Type: {kind}\r\n\r\n".encode(), file, b"\r\n"]
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


async def hand_in_loop(told: Told, plan: dict, _number: int) -> None:
    """One candidate says that a million answers are missing, again and again."""
    browser, exam = Browser(plan["port"]), plan["exam"]
    body = json.dumps({"client": "attack-client-01", "last": 1_000_000}).encode()
    await asked(told, browser, "POST", exam["submit"], body, "application/json", exam["token"])


async def flood(told: Told, plan: dict, _number: int) -> None:
    """One candidate fills the log under ever new names."""
    if told.sent > FLOOD:
        await asyncio.sleep(0.1)
        return
    browser, exam = Browser(plan["port"]), plan["exam"]
    data = {"client": secrets.token_hex(12), "by": "attack-client-01", "events": EVENTS}
    body = json.dumps(data).encode()
    told.sent += len(body)
    await asked(told, browser, "POST", exam["events"], body, "application/json", exam["token"])


async def verify_pdf(told: Told, plan: dict, _number: int) -> None:
    """Strangers have large files inspected."""
    browser = Browser(plan["port"])
    page = await asked(told, browser, "GET", "/verify/")
    if page is None or page.status != 200:
        return
    fields = {"csrfmiddlewaretoken": CSRF.search(page.body)[1].decode()}
    body = form(fields, "big.pdf", content(plan["pdf"]), "application/pdf")
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    await asked(told, browser, "POST", "/verify/", body, kind)


async def upload_sheet(told: Told, plan: dict, _number: int) -> None:
    """A clerk uploads a workbook that is made to cost."""
    browser = Browser(plan["port"], plan["session"])
    page = await asked(told, browser, "GET", plan["upload"])
    if page is None or page.status != 200:
        return
    fields = {"csrfmiddlewaretoken": CSRF.search(page.body)[1].decode()}
    body = form(fields, "名册.xlsx", content(plan["sheet"]), "application/octet-stream")
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    await asked(told, browser, "POST", plan["upload"], body, kind)


async def endless_body(told: Told, plan: dict, _number: int) -> None:
    """Hundreds of megabytes to an address that nobody has logged in to."""
    reader, writer = await asyncio.open_connection("127.0.0.1", plan["port"])
    head = ["POST /accounts/login/ HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {BODY}"]
    head.append(f"Content-Type: multipart/form-data; boundary={BOUNDARY}")
    answer = asyncio.ensure_future(reader.readline())
    try:
        writer.write("\r\n".join(head).encode() + b"\r\n\r\n")
        writer.write(form({}, "big.bin", b"", "application/octet-stream")[:-40])
        for _ in range(BODY // len(CHUNK)):
            writer.write(CHUNK)
            told.sent += len(CHUNK)
            await writer.drain()
            if answer.done():
                break
        told.answers[(await answer).split()[1].decode()] += 1
    except (OSError, IndexError):
        told.answers["cut off"] += 1
    finally:
        await asyncio.gather(answer, return_exceptions=True)
        writer.close()
    await asyncio.sleep(PAUSE)


async def wrong_login(told: Told, plan: dict, number: int) -> None:
    """Names are tried, one after another, behind one address."""
    browser = Browser(plan["port"])
    page = await asked(told, browser, "GET", "/accounts/login/")
    if page is None or page.status != 200:
        return
    fields = {
        "csrfmiddlewaretoken": CSRF.search(page.body)[1].decode(),
        "login": f"BN{number % 500:05d}",
        "password": "Wrong-password-2026",
    }
    body = "&".join(f"{name}={quote_plus(value)}" for name, value in fields.items())
    await asked(told, browser, "POST", "/accounts/login/", body.encode(), FORM)
    browser.close()


ATTACKS = {
    "hand_in_loop": (hand_in_loop, 4), "flood": (flood, 4), "verify_pdf": (verify_pdf, 16),
    "sheet": (upload_sheet, 4), "endless_body": (endless_body, 4), "logins": (wrong_login, 4),
}  # fmt: skip


async def play(plan: dict) -> dict:
    told, (attack, at_once) = Told(), ATTACKS[plan["attack"]]
    until, count = time.monotonic() + plan["seconds"], 0

    async def one() -> None:
        nonlocal count
        while time.monotonic() < until and (not plan.get("most") or count < plan["most"]):
            count += 1
            await attack(told, plan, count)

    await asyncio.gather(*(one() for _ in range(at_once)))
    return {"answers": told.answers, "sent": told.sent}


if __name__ == "__main__":
    os.nice(15)  # an attacker brings a machine of their own
    json.dump(asyncio.run(play(json.loads(sys.stdin.readline()))), sys.stdout)
