"""No template brings what the strict content policy would block, or anything from outside."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parents[2]
WIDTH = 120
STATES = "state|status|answer|outcome|phase|sheet|where|kind|method|stage"
STATE_AS_WORD = re.compile(
    rf"""\w+\.(?:{STATES})\s*(?:[!=]=|\bin\b)\s*["']|["']\s*[!=]=\s*[\w.]+\.(?:{STATES})\b"""
)
# Looser rules hold in Wagtail's admin; PDF, mail and what leaves in a package are no pages.
OTHER_MEDIA = {"wagtailadmin", "admin", "pdf", "email", "package"}
FORBIDDEN = {
    "inline style": re.compile(r"\sstyle\s*=", re.I),
    "inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.I),
    "style element": re.compile(r"<style\b", re.I),
    "script without nonce": re.compile(r"<script(?![^>]*\bnonce=)[^>]*>", re.I),
    "outside resource": re.compile(r"\b(?:src|href|action|srcset)\s*=\s*[\"'](?:https?:)?//", re.I),
}


def templates() -> list[Path]:
    """Every template of every app, however deep the app lies."""
    configs = (Path(config.path) for config in apps.get_app_configs())
    ours = [path for path in configs if path.is_relative_to(ROOT) and ".venv" not in path.parts]
    found = [path for app in ours for path in (app / "templates").rglob("*.html")]
    return sorted(found)


def pages() -> list[Path]:
    return [path for path in templates() if not OTHER_MEDIA & set(path.parts)]


def faults_of(text: str) -> list[str]:
    return [name for name, pattern in FORBIDDEN.items() if pattern.search(text)]


@pytest.mark.parametrize("path", pages(), ids=lambda path: str(path.relative_to(ROOT)))
def test_template_obeys_the_content_policy(path):
    assert faults_of(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", pages(), ids=lambda path: str(path.relative_to(ROOT)))
def test_template_compiles(path):
    name = str(path).split("/templates/", 1)[1]
    assert get_template(name).template.name == name


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('<p style="color:red">', "inline style"),
        ('<a onclick="go()">', "inline handler"),
        ("<style>p{}</style>", "style element"),
        ("<script>go()</script>", "script without nonce"),
        ('<script src="/a.js"></script>', "script without nonce"),
        ('<img src="https://example.org/a.png">', "outside resource"),
    ],
)
def test_the_scan_finds_each_fault(text, fault):
    assert faults_of(text) == [fault]


def test_the_scan_lets_our_own_script_pass():
    assert faults_of('<script type="module" src="/a.js" nonce="{{ CSP_NONCE }}"></script>') == []


def wide_lines(text: str) -> list[int]:
    return [number for number, line in enumerate(text.splitlines(), 1) if len(line) > WIDTH]


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_line_ends_by_column_120(path):
    assert wide_lines(path.read_text(encoding="utf-8")) == []


def test_the_ruler_counts_characters():
    assert wide_lines("汉" * WIDTH) == []
    assert wide_lines("\n" + "a" * (WIDTH + 1)) == [2]


def test_templates_of_every_app_are_looked_at():
    apps_seen = {path.relative_to(ROOT).parts[0] for path in templates()}
    assert {"cms", "staff", "bank", "evidence", "exams", "courses", "pledges", "desk"} <= apps_seen
    assert any("kinship" in path.parts for path in templates())


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_compares_a_state_with_a_word(path):
    """They ask `row.is_open`, and `{% status row %}` draws the word that stands beside the enum."""
    assert STATE_AS_WORD.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        '{% if x.state == "done" %}',
        "{% if not x.status != 'open' %}",
        '{% elif verdict.answer=="unknown" %}',
        '{% if x.outcome in "valid ended" %}',
        '{% if "passkey" == data.method %}',
    ],
)
def test_a_compared_state_is_found(text):
    assert STATE_AS_WORD.search(text)


@pytest.mark.parametrize(
    "text",
    ['{% if field.name == "reason" %}', "{% if row.state %}", '{% if row.state == other %}"'],
)
def test_a_field_or_another_row_is_no_compared_state(text):
    assert not STATE_AS_WORD.search(text)
