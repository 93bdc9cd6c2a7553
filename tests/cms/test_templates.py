"""No template brings what the strict content policy would block, or anything from outside."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parents[2]
APPS = ("cms", "staff", "courses", "exams", "pledges")
# Looser rules hold in Wagtail's admin; PDF, mail and what leaves in a package are no pages.
OTHER_MEDIA = {"wagtailadmin", "admin", "pdf", "email", "package"}
FORBIDDEN = {
    "inline style": re.compile(r"\sstyle\s*=", re.I),
    "inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.I),
    "style element": re.compile(r"<style\b", re.I),
    "script without nonce": re.compile(r"<script(?![^>]*\bnonce=)[^>]*>", re.I),
    "outside resource": re.compile(r"\b(?:src|href|action|srcset)\s*=\s*[\"'](?:https?:)?//", re.I),
}


def pages() -> list[Path]:
    found = [path for app in APPS for path in (ROOT / app / "templates").rglob("*.html")]
    return [path for path in found if not OTHER_MEDIA & set(path.parts)]


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
