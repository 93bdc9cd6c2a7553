"""Signers who never give up, and the ledger of what the server told them.

Reads a plan as JSON from standard input, signs through the pages as a browser without script
does, and writes what it saw. Runs in a process of its own; imports nothing of the product.
"""

import asyncio
import json
import random
import re
import sys
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from bench.client import CSRF, FORM, Browser, Reply, insist

HIDDEN = re.compile(r'<input type="hidden" name="(digest|request)" value="([^"]*)"')
CLAUSES = re.compile(r'name="clauses" value="(\d+)"')
ERROR = re.compile(r'<a href="#id_[^"]*">([^<]+)</a>')  # of the summary
TWICE = 0.1  # share of signatures whose button is pressed twice at once
REFUSED = 2  # seconds that a writer waits after a refusal
PAUSE = (0.0, 0.5)  # seconds between two signatures of a writer


class Ledger:
    """`sent`: codes with a signature under way; `receipts`: those the server called signed."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.receipts: list[str] = []
        self.refused: list[str] = []
        self.retries = 0


def words_of(reply: Reply) -> str:
    """Why the page did not sign, as it says itself."""
    return f"{reply.status} {' '.join(ERROR.findall(reply.body.decode(errors='replace')))}"


def filled(page: bytes, person: dict, password: str) -> bytes:
    """The signing form as this person sends it."""
    text = page.decode()
    fields = [
        ("csrfmiddlewaretoken", CSRF.search(page)[1].decode()),
        *HIDDEN.findall(text),
        *(("clauses", number) for number in CLAUSES.findall(text)),
        ("drawn", person["drawn"]),
        ("consent", "on"),
        ("password", password),
    ]
    return urlencode(fields).encode()


async def press(ledger: Ledger, browser: Browser, path: str, body: bytes, times: int) -> Reply:
    """The button, once or twice at the same moment on two connections; the last reply."""
    hands = [browser]
    if times > 1:
        other = Browser(browser.port)
        other.cookies = dict(browser.cookies)
        hands.append(other)
    sending = [
        insist(ledger, lambda hand=hand: hand.ask("POST", path, body, FORM)) for hand in hands
    ]
    replies = await asyncio.gather(*sending)
    for hand in hands[1:]:
        hand.close()
    return max(replies, key=lambda reply: reply.status != 302)


async def sign(ledger: Ledger, plan: dict, person: dict) -> bool:
    """One pledge: read, sign, look at the receipt. False when the server would not have it now."""
    code, chance = person["code"], random.Random(person["code"])
    browser, path = Browser(plan["port"], person["session"]), f"/pledges/{person['code']}/"
    page = await insist(ledger, partial(browser.ask, "GET", path))
    if page.status != 200:
        ledger.refused.append(f"page: {words_of(page)}")
        return False
    body = filled(page.body, person, plan["password"])
    ledger.sent.append(code)
    reply = await press(ledger, browser, path, body, 1 + (chance.random() < TWICE))
    if (reply.status, reply.header("location")) != (302, f"{path}receipt/"):
        ledger.refused.append(f"sign: {words_of(reply)}")
        return False
    ledger.receipts.append(code)
    shown = await insist(ledger, partial(browser.ask, "GET", f"{path}receipt/"))
    if shown.status != 200 or code.encode() not in shown.body:
        ledger.refused.append(f"receipt: {shown.status} {code}")
    browser.close()
    return True


async def keep_signing(plan: dict) -> dict:
    """Until the file `stop` stands, or everybody has signed."""
    ledger, waiting, stop = Ledger(), list(plan["people"]), Path(plan["stop"])

    async def writer() -> None:
        while waiting and not stop.exists():
            person = waiting.pop()
            if not await sign(ledger, plan, person):
                waiting.insert(0, person)  # tries again later, as a person would
                await asyncio.sleep(REFUSED)
            await asyncio.sleep(random.uniform(*PAUSE))

    await asyncio.gather(*(writer() for _ in range(plan["writers"])))
    return {
        "sent": ledger.sent, "receipts": ledger.receipts, "refused": ledger.refused,
        "retries": ledger.retries, "left": len(waiting),
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(asyncio.run(keep_signing(json.loads(sys.stdin.readline())))))
