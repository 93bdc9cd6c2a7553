"""Writers that never give up, and the ledger of what the server told them it had kept."""

import asyncio
import json
import random
from functools import partial
from pathlib import Path

from bench.client import Browser, insist

PER_ATTEMPT = 200  # events of a writer on one attempt before it hands in
REPEATS = 0.03  # share of acknowledged batches that are sent once more, as after a lost reply


class Ledger:
    """`kept`: (attempt, client, sequence, item, answer) of every acknowledged event."""

    def __init__(self) -> None:
        self.kept: list[tuple] = []
        self.receipts: list[tuple] = []  # (attempt, number, events)
        self.refused: list[str] = []
        self.retries = 0


def batch(chance: random.Random, first: int) -> list[dict]:
    last = min(first + chance.randint(0, 4), PER_ATTEMPT)
    return [
        {"seq": sequence, "item": chance.randint(1, 50), "answer": [chance.choice("ABCD")]}
        for sequence in range(first, last + 1)
    ]


async def write_attempt(ledger: Ledger, browser: Browser, exam: dict, client: str) -> None:
    """PER_ATTEMPT events in small batches, then the hand-in."""
    chance, first = random.Random(client), 1
    while first <= PER_ATTEMPT:
        events = batch(chance, first)
        sent = {"client": client, "events": events}
        for _ in range(2 if chance.random() < REPEATS else 1):
            ask = partial(browser.post_json, exam["events"], exam["token"], sent)
            reply = await insist(ledger, ask)
            if reply.status != 200:
                ledger.refused.append(f"events: {reply.status} {reply.body[:200]!r}")
                return
        assert json.loads(reply.body)["accepted"] >= events[-1]["seq"]
        ledger.kept += [
            (exam["id"], client, event["seq"], event["item"], event["answer"]) for event in events
        ]
        first = events[-1]["seq"] + 1
    done = {"client": client, "last": PER_ATTEMPT}
    reply = await insist(ledger, partial(browser.post_json, exam["submit"], exam["token"], done))
    if reply.status != 200:
        ledger.refused.append(f"submit: {reply.status} {reply.body[:200]!r}")
        return
    told = json.loads(reply.body)
    ledger.receipts.append((exam["id"], told["receipt"], told["events"]))


async def keep_writing(plan: dict) -> dict:
    """Until the file `stop` stands and `wanted` events are acknowledged, or attempts run out."""
    ledger, waiting, stop = Ledger(), list(plan["exams"]), Path(plan["stop"])

    async def writer(number: int) -> None:
        browser = Browser(plan["port"])
        while waiting and not (stop.exists() and len(ledger.kept) >= plan["wanted"]):
            exam = waiting.pop()
            await write_attempt(ledger, browser, exam, f"writer-{number:03d}-{exam['id']}")
        browser.close()

    await asyncio.gather(*map(writer, range(plan["writers"])))
    return {
        "kept": ledger.kept, "receipts": ledger.receipts, "refused": ledger.refused,
        "retries": ledger.retries, "left": len(waiting),
    }  # fmt: skip
