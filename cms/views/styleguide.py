"""Every component in every state, for developers; the demo alone has this page."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.messages import constants
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from cms.lends import DeskCard

TONES = [
    ("ok", pgettext_lazy("sample", "Done")),
    ("wait", pgettext_lazy("sample", "Waiting")),
    ("warn", pgettext_lazy("sample", "Due soon")),
    ("bad", pgettext_lazy("sample", "Overdue")),
    ("info", pgettext_lazy("sample", "For information")),
]
# fmt: off
ICONS = [
    "home", "book", "lesson", "lecture", "exam", "pen", "shield", "people", "chart", "search",
    "check", "done", "clock", "warn", "info", "cross", "stop", "arrow-left", "arrow-right",
    "chevron-down", "download", "upload", "print", "menu", "user", "bell", "flag", "eye", "lock",
    "file", "globe", "text-size", "message", "settings", "log-out", "calendar", "plus", "filter",
    "map", "phone", "refresh",
]
# fmt: on


class SampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(
        label=pgettext_lazy("sample", "Name"),
        help_text=pgettext_lazy("sample", "As it stands on the identity card."),
    )
    number = forms.IntegerField(label=pgettext_lazy("sample", "Number of people"), required=False)
    day = forms.DateField(
        label=pgettext_lazy("sample", "Day"), widget=forms.DateInput(attrs={"type": "date"})
    )
    place = forms.ChoiceField(
        label=pgettext_lazy("sample", "Place"), choices=[("1", "峨山彝族自治县"), ("2", "红塔区")]
    )
    answer = forms.ChoiceField(
        label=pgettext_lazy("sample", "Your answer"),
        widget=forms.RadioSelect,
        choices=[("a", "由县级民政部门审核确认"), ("b", "由乡镇人民政府(街道办事处)初审并公示")],
    )
    topics = forms.MultipleChoiceField(
        label=pgettext_lazy("sample", "Topics"),
        widget=forms.CheckboxSelectMultiple,
        choices=[("1", "最低生活保障"), ("2", "特困人员救助供养"), ("3", "临时救助")],
        required=False,
    )
    password = forms.CharField(
        label=pgettext_lazy("sample", "Password"), widget=forms.PasswordInput
    )
    file = forms.FileField(label=pgettext_lazy("sample", "File"), required=False)
    note = forms.CharField(
        label=pgettext_lazy("sample", "Note"), widget=forms.Textarea, required=False
    )
    agree = forms.BooleanField(
        label=pgettext_lazy("sample", "I have read the text above and agree.")
    )


def _cards(now) -> list[DeskCard]:
    long = "关于进一步规范最低生活保障对象审核确认与近亲属备案工作的业务知识测试(2026年度第二次)"
    return [
        DeskCard("exam", long, "60 分钟 · 40 题", "#", "继续答题", now + timedelta(hours=1), True),
        DeskCard("pledge", "2026年度承诺书", "", "#", "去签署", now - timedelta(days=2)),
        DeskCard("lesson", "临时救助的两种情形", "约 3 分钟", "#", "去学习"),
    ]


@login_not_required
@require_safe
def styleguide(request):
    level = {"ok": constants.SUCCESS, "bad": constants.ERROR}.get(request.GET.get("message"))
    if level:
        messages.add_message(request, level, pgettext_lazy("sample", "A message after an action."))
    page = Paginator(range(95), 20).get_page(request.GET.get("page", 2))
    context = {
        "plain": SampleForm(prefix="plain"),
        "form": SampleForm({"bad-day": "31"}, prefix="bad"),
        "cards": _cards(timezone.now()),
        "tones": TONES,
        "icons": ICONS,
        "page": page,
    }
    return render(request, "styleguide.html", context)
