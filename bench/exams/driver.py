"""The candidates: reads a plan as JSON from standard input, plays it, writes what it saw.

Runs in a process of its own and imports nothing of the product, so that its work is not
counted as the server's and stays small beside it.
"""

import asyncio
import json
import random
import sys
import time
from collections.abc import Awaitable
from urllib.parse import quote_plus

from bench.client import CONFIG, CSRF, FORM, Broken, Browser, Reply
from bench.exams.ledger import keep_writing

CLIENT = "bench-client-00000001"


class Watch:
    """Milliseconds of every step, the errors, and the bytes that pages weighed."""

    def __init__(self) -> None:
        self.steps: dict[str, list[float]] = {}
        self.errors: list[str] = []
        self.received = 0

    async def step(self, name: str, asking: Awaitable[Reply], wanted: int = 200) -> Reply:
        started = time.perf_counter()
        reply = await asking
        self.steps.setdefault(name, []).append((time.perf_counter() - started) * 1000)
        if reply.status != wanted:
            self.errors.append(f"{name}: {reply.status}")
            raise Broken
        return reply


async def log_in(watch: Watch, plan: dict, person: dict) -> None:
    browser = Browser(plan["port"])

    async def both() -> Reply:
        page = await browser.ask("GET", "/accounts/login/")
        fields = {
            "csrfmiddlewaretoken": CSRF.search(page.body)[1].decode(),
            "login": person["username"],
            "password": plan["password"],
        }
        body = "&".join(f"{name}={quote_plus(value)}" for name, value in fields.items())
        return await browser.ask("POST", "/accounts/login/", body.encode(), FORM)

    await watch.step("login", both(), 302)
    browser.close()


async def begin(watch: Watch, plan: dict, browser: Browser) -> dict:
    """Open the sitting, press the button, load the exam page; returns what the page carries."""
    place = f"/exams/{plan['sitting']}/"
    page = await watch.step("open", browser.ask("GET", place))
    csrf = CSRF.search(page.body)[1].decode()

    async def press() -> Reply:
        sent = f"csrfmiddlewaretoken={csrf}".encode()
        moved = await browser.ask("POST", place + "start", sent, FORM)
        return await browser.ask("GET", moved.header("location"))

    page = await watch.step("start", press())
    return json.loads(CONFIG.search(page.body)[1])


async def save(watch: Watch, browser: Browser, exam: dict, first: int, answers: list) -> None:
    """One request with these answers under the numbers first, first + 1, …"""
    events = [
        {"seq": first + offset, "item": (first + offset - 1) % 50 + 1, "answer": answer}
        for offset, answer in enumerate(answers)
    ]
    sent = {"client": CLIENT, "events": events}
    await watch.step("save", browser.post_json(exam["events"], exam["token"], sent))


async def whole_attempt(watch: Watch, plan: dict, person: dict) -> None:
    browser = Browser(plan["port"], person["session"])
    exam = await begin(watch, plan, browser)
    answers, size = person["answers"], plan["batch"]
    for start in range(0, len(answers), size):
        await save(watch, browser, exam, start + 1, answers[start : start + size])

    async def hand_in() -> Reply:
        sent = {"client": CLIENT, "last": len(answers)}
        reply = await browser.post_json(exam["submit"], exam["token"], sent)
        return await browser.ask("GET", exam["receipt"]) if reply.status == 200 else reply

    await watch.step("submit", hand_in())
    await watch.step("result", browser.ask("GET", exam["receipt"].replace("receipt", "result")))
    watch.received += browser.received
    browser.close()


async def rush(watch: Watch, plan: dict, person: dict) -> None:
    """Arrive some time within the window, start, and answer the first items with pauses."""
    chance = random.Random(person["username"])
    await asyncio.sleep(chance.uniform(0, plan["window"]))
    browser = Browser(plan["port"], person["session"])
    exam = await begin(watch, plan, browser)
    for sequence, answer in enumerate(person["answers"][: plan["saves"]], start=1):
        await asyncio.sleep(chance.uniform(0.5, 2.5))
        await save(watch, browser, exam, sequence, [answer])
    browser.close()


async def many_saves(watch: Watch, plan: dict, person: dict) -> None:
    """Only saves, one event each, on an attempt that is already running."""
    browser = Browser(plan["port"])
    for sequence in range(1, plan["saves"] + 1):
        await save(watch, browser, person["exam"], sequence, [["A"]])
    browser.close()


async def many_empty(watch: Watch, plan: dict, person: dict) -> None:
    browser = Browser(plan["port"])
    for _ in range(plan["saves"]):
        await watch.step("empty", browser.ask("GET", "/bench/empty"))
    browser.close()


async def steady_saves(watch: Watch, plan: dict, person: dict) -> None:
    """As somebody who answers: a save every second or so, until the time is up."""
    chance, browser = random.Random(person["exam"]["id"]), Browser(plan["port"])
    sequence, until = plan["first"], time.monotonic() + plan["seconds"]
    await asyncio.sleep(chance.uniform(0, 1))
    while time.monotonic() < until:
        await save(watch, browser, person["exam"], sequence, [["A"]])
        sequence += 1
        await asyncio.sleep(chance.uniform(0.5, 1.5))
    browser.close()


SCENES = {
    "steady": steady_saves, "login": log_in, "attempt": whole_attempt, "rush": rush,
    "saves": many_saves, "empty": many_empty,
}  # fmt: skip


async def play(plan: dict) -> dict:
    watch, scene = Watch(), SCENES[plan["scene"]]
    gate = asyncio.Semaphore(plan["concurrency"])

    async def one(person: dict) -> None:
        async with gate:
            try:
                await scene(watch, plan, person)
            except Broken as fault:
                if fault.__cause__ is not None:
                    watch.errors.append(f"no reply: {fault.__cause__!r}")

    started = time.perf_counter()
    await asyncio.gather(*map(one, plan["people"]))
    seconds = time.perf_counter() - started
    return {
        "seconds": seconds, "steps": watch.steps, "errors": watch.errors,
        "received": watch.received,
    }  # fmt: skip


if __name__ == "__main__":
    given = json.loads(sys.stdin.readline())
    seen = asyncio.run(keep_writing(given) if given["scene"] == "kill" else play(given))
    json.dump(seen, sys.stdout)
