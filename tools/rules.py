"""Rules of this house that no linter knows: what may be done where, read off the source.

python tools/rules.py      prints every breach as path:line and ends with 1 when there is one

Each rule names what it looks for and the few places that may do it, with the reason. The walk of
every address by every role stands in tests/access; ruff's S rules are bandit's.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("cms", "staff", "bank", "evidence", "reminders", "courses", "exams", "pledges", "desk")


@dataclass(frozen=True)
class Rule:
    """`names`: dotted names whose import or call is a breach outside of `places` (path heads)."""

    names: tuple[str, ...]
    why: str
    places: tuple[str, ...] = ()


RULES = (
    Rule(
        ("csrf_exempt",),
        "a page without a token can be pressed by another site",
        ("exams/views/wire.py",),  # carries a signed token of the attempt instead of cookies
    ),
    Rule(
        ("login_not_required",),
        "an address for strangers is decided here, not by the way",
        (
            "cms/views/",
            "cms/urls.py",
            "staff/views/",
            "evidence/views/",
            "pledges/custody/views/links.py",
            "pledges/rounds/views/",
            "courses/learning/views/",
            "exams/views/",
        ),
    ),
    Rule(
        ("mark_safe", "SafeString"),
        "text from people would run as a page",
        # Built from parts that were escaped before, and printed on paper or as a drawing.
        (
            "cms/lib/pdf/",
            "cms/templatetags/pdf_tags.py",
            "pledges/rounds/adapters/paper.py",
            # The type of what a template renders; nothing is marked here.
            "bank/templatetags/",
            "exams/templatetags/",
            "pledges/rounds/templatetags/",
        ),
    ),
    Rule(
        ("eval", "exec", "compile", "marshal", "shelve", "yaml"),
        "what is read would run",
    ),
    Rule(
        ("pickle",),
        "what is read would run",
        ("cms/lib/tables/",),  # between our own two processes, read by a closed unpickler
    ),
    Rule(
        ("subprocess", "os.system", "os.popen"),
        "a process without bounds stops the machine",
        ("cms/lib/bounded.py",),
    ),
    Rule(
        ("requests", "urllib.request", "http.client", "smtplib", "socket"),
        "the network is spoken to by adapters alone",
        ("evidence/adapters/", "reminders/adapters/", "cms/adapters/", "cms/views/health.py"),
    ),
    Rule(
        ("xml.etree", "xml.dom", "xml.sax.parse", "xml.sax.make_parser", "lxml"),
        "a bomb of entities; defusedxml reads the same",
    ),
    Rule(("random.choice", "random.randint", "random.random"), "a guess where a secret is meant"),
    Rule(("RawSQL", "extra"), "words from people in SQL"),
)
# HTML that goes out as it is: help of Django's own password rules, and rich text that was cleaned.
RAW_HTML = re.compile(r"\|\s*safe\b|{%\s*autoescape off")
RAW_HTML_PLACES = ("cms/templates/components/field_words.html",)
SQL_WORDS = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE)\b")


@dataclass(frozen=True)
class Breach:
    path: str
    line: int
    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}: {self.why}"


def _named(node: ast.AST) -> Iterator[str]:
    """The dotted names that a statement imports or calls."""
    if isinstance(node, ast.Import):
        yield from (one.name for one in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield node.module or ""
        yield from (one.name for one in node.names)
        yield from (f"{node.module}.{one.name}" for one in node.names)
    elif isinstance(node, ast.Call):
        yield ast.unparse(node.func)
        if isinstance(node.func, ast.Attribute):
            yield f".{node.func.attr}"


def _meant(found: str, name: str) -> bool:
    """`extra` is a call of a query; `compile` and its like are the built-in ones alone."""
    if name == "extra":
        return found == ".extra"
    return found == name or found.startswith(f"{name}.")


def _breaches(tree: ast.AST, path: str) -> Iterator[Breach]:
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        for found in _named(node):
            for rule in RULES:
                if path.startswith(rule.places):
                    continue
                if any(_meant(found, name) for name in rule.names):
                    yield Breach(path, line, found, rule.why)
        if _is_glued_sql(node):
            yield Breach(path, line, "SQL in an f-string", "a value belongs in a parameter")


def _is_glued_sql(node: ast.AST) -> bool:
    """An f-string with words of SQL, handed to `execute`."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    if node.func.attr != "execute" or not node.args:
        return False
    first = node.args[0]
    return isinstance(first, ast.JoinedStr) and bool(SQL_WORDS.search(ast.unparse(first)))


def in_python(text: str, path: str) -> list[Breach]:
    return list(dict.fromkeys(_breaches(ast.parse(text), path)))


def in_template(text: str, path: str) -> list[Breach]:
    if path.startswith(RAW_HTML_PLACES):
        return []
    lines = enumerate(text.splitlines(), 1)
    why = "text from people would run as a page"
    return [Breach(path, n, "unescaped", why) for n, line in lines if RAW_HTML.search(line)]


def everywhere(root: Path = ROOT) -> list[Breach]:
    found: list[Breach] = []
    for app in APPS:
        for file in sorted((root / app).rglob("*")):
            path = file.relative_to(root).as_posix()
            if "/migrations/" in path or "/demo/" in path:
                continue
            if file.suffix == ".py":
                found += in_python(file.read_text("utf-8"), path)
            elif file.suffix == ".html" and "/templates/" in path:
                found += in_template(file.read_text("utf-8"), path)
    return found


if __name__ == "__main__":
    breaches = everywhere()
    for breach in breaches:
        print(breach)
    print("rules: kept" if not breaches else f"rules: {len(breaches)} broken")
    sys.exit(bool(breaches))
