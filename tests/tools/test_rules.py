"""The rules of the house hold, and each of them would notice."""

import pytest

from tools.rules import everywhere, in_python, in_template


def test_the_house_keeps_its_rules():
    assert [str(one) for one in everywhere()] == []


@pytest.mark.parametrize(
    "line",
    [
        "from django.views.decorators.csrf import csrf_exempt",
        "from django.contrib.auth.decorators import login_not_required",
        "from django.utils.safestring import mark_safe",
        "eval(text)",
        "import pickle",
        "import subprocess",
        "import requests",
        "from urllib.request import urlopen",
        "from xml.etree import ElementTree",
        "import xml.dom.minidom",
        "code = random.randint(0, 9)",
        "rows.extra(where=[text])",
        'cursor.execute(f"SELECT * FROM t WHERE name = {name}")',
    ],
)
def test_a_breach_is_named_with_its_line(line):
    found = in_python(f"\n{line}\n", "staff/flows/people.py")
    assert found
    assert {breach.line for breach in found} == {2}


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("exams/views/wire.py", "from django.views.decorators.csrf import csrf_exempt"),
        ("cms/lib/bounded.py", "import subprocess"),
        ("evidence/adapters/sealer.py", "import requests"),
        ("staff/flows/people.py", "re.compile(text)"),
        ("staff/flows/people.py", 'cursor.execute("SELECT 1 WHERE x = %s", [name])'),
        ("staff/flows/people.py", "values.extend(rows)"),
    ],
)
def test_what_is_allowed_is_allowed(path, line):
    assert in_python(line, path) == []


@pytest.mark.parametrize("text", ["{{ name|safe }}", "{{ name | safe }}", "{% autoescape off %}"])
def test_unescaped_text_is_named_but_for_help_of_fields(text):
    assert [one.line for one in in_template(f"<p>\n{text}", "staff/templates/staff/a.html")] == [2]
    assert in_template(text, "cms/templates/components/field_words.html") == []
    assert in_template("{{ name|safely }}", "staff/templates/staff/a.html") == []
