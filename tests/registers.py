"""Every register there is, and rows of nothing but text that would like to run."""

import ast
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

from bank.flows import registers as bank
from cms.flows import registers as cms
from cms.lends import Figure
from cms.lib.tables.registers import Register
from desk.overview.engine.rollup import Tally
from desk.overview.flows import exports as overview
from evidence.flows import registers as evidence
from exams.flows import registers as exams
from pledges.custody.flows import registers as custody
from pledges.kinship.flows import registers as kinship
from pledges.rounds.flows import registers as rounds
from staff.flows import registers as staff
from staff.queries import roster_files

ROOT = Path(__file__).parent.parent
MODULES = (
    bank, cms, overview, evidence, exams, custody, kinship, rounds, staff, roster_files,
)  # fmt: skip
FIGURE = Figure("f", "=图", "=完成", "=未完成", due=None, done=None)


def every_register(at: datetime) -> dict[str, Register]:
    """By name; those that depend on something get something. Needs the database."""
    found = {
        f"{module.__name__}.{name}": value
        for module in MODULES
        for name, value in vars(module).items()
        if isinstance(value, Register)
    }
    unit = SimpleNamespace(name="=单位")
    total = {"f": Tally(1, 1)}
    made = {
        "exams.results": exams.results_register(at),
        "exams.people": exams.people_register(SimpleNamespace(title="=场次"), "=名单"),
        "custody.agreements": custody.agreements_register(),
        "overview.people": overview.people_register(unit, [FIGURE]),
        "overview.units": overview.units_register(unit, total, [FIGURE]),
        "staff.codes": roster_files.codes("=地址"),
        **{
            f"kinship.{kind}": one.register(kinship.names())
            for kind, one in kinship.REGISTERS.items()
        },
    }
    return found | made


def modules_that_make_registers() -> set[str]:
    """By their source: whoever writes `Register(` somewhere new must be listed above."""
    made = set()
    for path in ROOT.rglob("*.py"):
        part = path.relative_to(ROOT)
        if part.parts[0] in {"tests", ".venv", "node_modules"}:
            continue
        text = path.read_text()
        if "Register(" in text and any(
            isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Register"
            for node in ast.walk(ast.parse(text))
        ):
            made.add(".".join(part.with_suffix("").parts))
    return made


class Hostile(str):
    """Whatever is asked of it, it answers with itself: a row of one text, all the way down."""

    def __getattr__(self, name: str):
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *args, **kwargs):
        return self

    def __getitem__(self, key):
        return self

    def __format__(self, spec: str) -> str:
        return str(self)

    def __hash__(self) -> int:
        return super().__hash__()


def read_or_say(read, row: Hostile) -> object:
    """What a column reads; where it wants a day or a sum of money, the text itself."""
    try:
        return read(row)
    except (TypeError, ValueError, KeyError, AttributeError, ArithmeticError):
        return row


NUMBERS = (int, float, Decimal)
