"""The runner that breaks promises on purpose, tried on a house of one file."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.mutants.operators import mutants
from tools.mutants.table import EQUIVALENT, EXTRA, files, guards_of

ROOT = Path(__file__).resolve().parents[2]
RULE = '''"""A toy."""

LIMIT = 3
WORDS = ("a", "b")


def fits(value: int) -> bool:
    """Up to the limit."""
    return value <= LIMIT


def unread(value: int) -> int:
    return value + 1
'''
TESTS = """from toy.rule import fits


def test_just_within():
    assert fits(3)


def test_far_above():
    assert not fits(9)
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("house")
    (root / "toy").mkdir()
    (root / "tests" / "toy").mkdir(parents=True)
    (root / "toy" / "rule.py").write_text(RULE)
    (root / "tests" / "toy" / "test_rule.py").write_text(TESTS)
    (root / "pyproject.toml").write_text("[tool.pytest.ini_options]\npythonpath = ['.']\n")
    return root


@pytest.fixture(scope="module")
def said(house) -> subprocess.CompletedProcess:
    env = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    return subprocess.run(
        [sys.executable, "-m", "tools.mutants", "toy/rule.py", "--sample", "0"],
        cwd=house,
        env={**env, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def line_with(said, words: str) -> str:
    (line,) = [line for line in said.stdout.splitlines() if words in line]
    return line


def test_a_promise_that_a_test_holds_is_killed_and_the_test_is_named(said):
    assert said.returncode == 0, said.stderr
    line = line_with(said, "fits cmp-boundary: value <= LIMIT → value < LIMIT")
    assert line.startswith("killed   toy/rule.py:9 ")
    assert line.endswith("[tests/toy/test_rule.py::test_just_within]")


def test_what_works_while_the_module_loads_is_tried_by_a_fresh_start(said):
    assert line_with(said, "module int-const: 3 → 4").startswith("SURVIVED toy/rule.py:3 ")
    assert line_with(said, "→ ('a',)").startswith("SURVIVED toy/rule.py:4 ")


def test_what_no_test_runs_survives_and_says_why(said):
    line = line_with(said, "unread arith: value + 1 → value - 1")
    assert line.startswith("SURVIVED")
    assert line.endswith("[no test runs this line]")


def test_the_score_stands_at_the_end(said):
    killed = sum(line.startswith("killed ") for line in said.stdout.splitlines())
    tried = killed + sum(line.startswith("SURVIVED") for line in said.stdout.splitlines())
    last = said.stdout.splitlines()[-1]
    assert last.split() == [f"{killed / tried:.0%}", str(killed), "of", str(tried), "in", "all"]


def test_the_tree_itself_is_never_touched(house, said):
    assert (house / "toy" / "rule.py").read_text() == RULE
    assert not (house / "var").exists()


def test_a_file_whose_tests_fail_as_it_is_is_not_measured(house):
    (house / "toy" / "other.py").write_text("LIMIT = 3\n")
    (house / "tests" / "toy" / "test_other.py").write_text("def test_it():\n    assert False\n")
    env = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    said = subprocess.run(
        [sys.executable, "-m", "tools.mutants", "toy/other.py"],
        cwd=house,
        env={**env, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 1
    assert "its tests fail as it is" in said.stderr


def changes(source: str) -> set[tuple[str, str, str]]:
    return {(one.operator, one.old, one.new) for one in mutants("x.py", source.encode())}


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("x = 1 < 2 <= 3", ("cmp-boundary", "1 < 2 <= 3", "1 <= 2 <= 3")),
        ("x = a and b or c", ("and-or", "a and b", "a or b")),
        ("x = a and b", ("drop-operand", "a and b", "b")),
        ("if a:\n    b = 1", ("if-true", "a", "True")),
        ("def f():\n    go()", ("drop-call", "go()", "pass")),
        ("def f():\n    raise No", ("drop-raise", "raise No", "pass")),
        ("def f():\n    x = 1\n    return x", ("drop-assign", "x = 1", "pass")),
        ("f(a=1)", ("drop-kwarg", "f(a=1)", "f()")),
        ("f(a, b)", ("swap-args", "f(a, b)", "f(b, a)")),
        ("x = {'a': 1, 'b': 2}", ("drop-dict-item", "{'a': 1, 'b': 2}", "{'b': 2}")),
        ("x = {1, 2}", ("drop-member", "{1, 2}", "{2}")),
        ("x = rows.filter(a=1)", ("drop-filter", "rows.filter(a=1)", "rows")),
        ("x = rows.order_by('a')", ("order-flip", "rows.order_by('a')", "rows.order_by('-a')")),
        ("x = held(row)", ("drop-lock", "held(row)", "row")),
        ("x = sorted(a)", ("name-swap", "sorted(a)", "list(a)")),
        ("x = a[1:]", ("drop-slice", "a[1:]", "a")),
        ("for a in b:\n    continue", ("continue", "continue", "break")),
        ("@atomic\ndef f():\n    pass", ("drop-decorator", "@atomic", "")),
        ("def f():\n    return a < b", ("return-true", "return a < b", "return True")),
        ("def f():\n    return g(a)", ("return-none", "return g(a)", "return None")),
        (
            "try:\n    f()\nexcept (A, B):\n    pass",
            ("drop-except", "(A, B)", "(B,)"),
        ),
        ("Rule('x', R)", ("rule-sitewide", "Rule('x', R)", "Rule('x', R, sitewide=True)")),
    ],
)
def test_the_changes_that_are_tried(source, wanted):
    assert wanted in changes(source)


@pytest.mark.parametrize(
    "source",
    ['"""Words alone."""', "x: int | None", "def f(a: int | str = None): ...", "f'{a + 1}'"],
)
def test_types_words_and_formats_are_left_alone(source):
    assert changes(source) == set()


def test_a_mutant_keeps_the_number_of_lines():
    source = b"x = f(\n    a,\n    b=1,\n)\ny = 2\n"
    for mutant in mutants("x.py", source):
        assert mutant.applied(source).count(b"\n") == source.count(b"\n")


def test_every_file_of_the_list_has_tests_and_every_name_of_the_tables_exists():
    for file in (*files(), *EXTRA, *EQUIVALENT):
        assert (ROOT / file).exists(), file
    for paths in EXTRA.values():
        assert all((ROOT / path).exists() for path in paths), paths
    assert [file for file in files() if not guards_of(file)] == []


@pytest.mark.parametrize("file", EQUIVALENT)
def test_what_is_set_aside_can_still_be_made(file):
    """Else the reason speaks of code that is gone."""
    known = {mutant.key for mutant in mutants(file, (ROOT / file).read_bytes())}
    assert set(EQUIVALENT[file]) <= known
