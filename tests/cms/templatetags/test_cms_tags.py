from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation

from cms.lends import DeskCard
from cms.templatetags import cms_tags
from tests.markup import flat


class Form(forms.Form):
    name = forms.CharField(label="姓名", help_text="与身份证一致。")
    answer = forms.ChoiceField(label="答案。", choices=[("a", "甲")], widget=forms.RadioSelect)
    secret = forms.CharField(label="密码", widget=forms.PasswordInput)
    agree = forms.BooleanField(label="同意")
    note = forms.CharField(label="备注", required=False)


def render(source: str, **context) -> str:
    return Template("{% load cms_tags %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        (Decimal("0.50"), "0.5 学时", "0.5 credit hours"),
        (Decimal("1.00"), "1 学时", "1 credit hour"),
        (10, "10 学时", "10 credit hours"),
        (Decimal("0"), "0 学时", "0 credit hours"),
        (None, "", ""),
    ],
)
def test_hours(value, chinese, english):
    with translation.override("zh-hans"):
        assert cms_tags.hours(value) == chinese
    with translation.override("en"):
        assert cms_tags.hours(value) == english


def test_dates_are_written_in_the_time_of_yuxi():
    evening = datetime(2026, 3, 31, 17, 5, tzinfo=UTC)
    with translation.override("zh-hans"):
        assert cms_tags.cn_date(evening) == "2026年4月1日"
        assert cms_tags.cn_datetime(evening) == "2026年4月1日 01:05"
        assert cms_tags.cn_date(date(2026, 4, 1)) == "2026年4月1日"
        assert cms_tags.cn_date(None) == cms_tags.cn_datetime(None) == ""


def test_is_past():
    now = timezone.now()
    assert cms_tags.is_past(now - timedelta(seconds=1)) is True
    assert cms_tags.is_past(now + timedelta(hours=1)) is False
    assert cms_tags.is_past(None) is False


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Linux; Android 10) Chrome/107 MicroMessenger/8.0", "WeChat · Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537 Edg/120", "Edge · Windows"),
        ("curl/8", "Unknown device"),
    ],
)
def test_device_name(agent, name):
    with translation.override("en"):
        assert cms_tags.device_name(agent) == name


def test_field_kinds():
    kinds = {field.name: cms_tags.field_kind(field) for field in Form()}
    assert kinds == {
        "name": "plain",
        "answer": "choices",
        "secret": "password",
        "agree": "tick",
        "note": "plain",
    }


def test_a_field_ties_label_hint_and_error_to_its_control():
    form = Form({})
    html = render_to_string("components/field.html", {"field": form["name"]})
    assert '<label class="field__label" for="id_name">' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html


def test_choices_stand_in_a_fieldset_and_each_has_its_label():
    html = render_to_string("components/field.html", {"field": Form({})["answer"]})
    assert '<fieldset aria-describedby="id_answer_error">' in html
    assert '<label class="choice" for="id_answer_0">' in html


def test_optional_fields_say_so():
    with translation.override("zh-hans"):
        html = render_to_string("components/field.html", {"field": Form()["note"]})
    assert "（选填）" in html


def test_error_summary_links_to_every_faulty_control():
    form = Form({"name": "王㛃"})
    form.add_error(None, "整张表有一处矛盾。")
    with translation.override("zh-hans"):
        html = flat(render_to_string("components/error_summary.html", {"form": form}))
    assert 'role="alert" tabindex="-1" data-error-summary' in html
    assert '<a href="#id_answer_0">答案：请填写此项。</a>' in html
    assert '<a href="#id_secret">密码：请填写此项。</a>' in html
    assert "<li>整张表有一处矛盾。</li>" in html
    assert "#id_name" not in html


def test_no_error_summary_without_errors():
    assert render_to_string("components/error_summary.html", {"form": Form()}).strip() == ""


def test_pagination_keeps_the_query():
    request = RequestFactory().get("/list/", {"q": "双江", "kind": ["a", "b"], "page": "2"})
    page = Paginator(range(60), 20).page(2)
    source = '{% include "components/pagination.html" with page=page only %}'
    html = Template(source).render(RequestContext(request, {"page": page}))
    query = "q=%E5%8F%8C%E6%B1%9F&amp;kind=a&amp;kind=b"
    assert f'href="?{query}&amp;page=1"' in html
    assert f'href="?{query}&amp;page=3"' in html


def test_pagination_of_one_page_has_no_links():
    request = RequestFactory().get("/list/")
    page = Paginator(range(3), 20).page(1)
    source = '{% include "components/pagination.html" with page=page only %}'
    assert "<a " not in Template(source).render(RequestContext(request, {"page": page}))


def test_status_has_an_icon_and_a_word():
    html = render('{% include "components/status.html" with label="已逾期" tone="bad" only %}')
    assert "#stop" in html
    assert "已逾期" in html


def card_html(**values) -> str:
    card = DeskCard("exam", "年度考试", "60 分钟", "/exams/1/", "去考试", **values)
    with translation.override("zh-hans"):
        return flat(render_to_string("components/desk_card.html", {"card": card}))


def test_a_desk_card_has_one_button_that_names_its_subject():
    html = card_html()
    assert html.count("<a ") == 1
    assert '<a class="button" href="/exams/1/">去考试<span class="visually-hidden">年度考试' in html


@pytest.mark.parametrize(
    ("hours", "running", "word"),
    [(-1, False, "已逾期"), (1, False, None), (-1, True, "进行中"), (None, False, None)],
)
def test_a_desk_card_says_its_state_in_words(hours, running, word):
    due_at = None if hours is None else timezone.now() + timedelta(hours=hours)
    html = card_html(due_at=due_at, running=running)
    found = [each for each in ("已逾期", "进行中") if each in html]
    assert found == ([word] if word else [])
    assert ("截止" in html) is (due_at is not None)


def test_an_icon_is_one_drawing_and_silent():
    html = render('{% icon "pen" %}')
    assert html.count("<svg") == 1
    assert "#pen" in html
    assert 'aria-hidden="true"' in html


@pytest.mark.parametrize("tone", ["ok", "wait", "warn", "bad", "info"])
def test_a_pill_says_its_tone_three_times(tone):
    html = render('{% pill "已逾期" tone %}', tone=tone)
    assert f"status--{tone}" in html
    assert f"#{cms_tags.TONE_ICONS[tone]}" in html
    assert "已逾期" in html


def test_a_notice_has_its_title_only_if_there_is_one():
    assert "<strong>" not in render('{% notice tone="warn" text="请注意" %}')
    html = flat(render('{% notice tone="warn" text="请注意" title="期限" %}'))
    assert "<strong>期限</strong>" in html
    assert "notice--warn" in html


def test_an_empty_state_offers_an_act_only_if_there_is_one():
    assert "<a " not in render('{% empty_state title="没有" %}')
    source = '{% empty_state title="没有" text="先建" action_url="/new/" action_label="新建" %}'
    assert '<a class="button" href="/new/">新建</a>' in flat(render(source))


def test_a_page_header_leads_back_only_where_it_is_told_to():
    html = flat(render('{% page_header title="我的承诺" lead=nothing back_url=nothing %}'))
    assert html.count("<h1>我的承诺</h1>") == 1
    assert "<a " not in html
    assert "page-header__lead" not in html
    source = '{% page_header title="甲" back_url="/pledges/" back_label="我的承诺" %}'
    assert 'href="/pledges/">' in flat(render(source))


def test_a_span_of_days_ends_now_where_it_has_no_end():
    start, end = date(2020, 3, 1), date(2025, 12, 31)
    with translation.override("zh-hans"):
        assert cms_tags.cn_until(start, end) == "2020年3月1日 – 2025年12月31日"
        assert cms_tags.cn_until(start, None).startswith("2020年3月1日 – ")
        assert not cms_tags.cn_until(start, None).endswith("– ")


def test_tables_write_moments_in_the_time_of_the_site():
    moment = datetime(2026, 3, 31, 17, 5, tzinfo=UTC)
    assert cms_tags.iso_minute(moment) == "2026-04-01 01:05"
    assert cms_tags.iso_date(moment) == "2026-04-01"
    assert cms_tags.iso_date(date(2026, 4, 1)) == "2026-04-01"
    assert cms_tags.iso_minute(None) == cms_tags.iso_date(None) == ""
