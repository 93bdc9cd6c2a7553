"""The organiser's acts on a sitting, each asked once more before it is done."""

from dataclasses import replace

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cms.lib.acts import ADMIN_PAGE, Act, NoForm, act_page, act_view, sent
from exams.flows.preparing import prepare_sitting
from exams.flows.results import release_results
from exams.flows.sittings import make_resit, register_audience
from exams.forms.organise import ResitForm
from exams.models.sitting import Sitting
from exams.queries.audience import resit_groups
from exams.queries.preparing import prepared_count
from exams.queries.registers import sitting_counts
from staff.permissions import POLICY


def _sitting(request, pk: int) -> Sitting:
    rows = sitting_counts(Sitting.objects.select_related("exam", "audience"))
    return POLICY.get_or_404(request.user, "exams.organise_sitting", rows, pk=pk)


def _page(request, act: Act, sitting: Sitting, *, back: str, form=None, **context):
    what = {"sitting": sitting}
    subtitle = {"page_subtitle": sitting.title}
    return act_page(request, act, what, back=back, form=form, **subtitle, **context)


def _registered(count: int) -> str:
    return ngettext("%(n)d person registered.", "%(n)d people registered.", count) % {"n": count}


def _prepared(done) -> str:
    words = _("Prepared: %(made)d new, %(dropped)d taken back, %(ready)d ready in all.")
    return words % {"made": done.made, "dropped": done.dropped, "ready": done.ready}


def _called(made: Sitting) -> str:
    count = made.registrations.count()
    return ngettext("%(n)d person called.", "%(n)d people called.", count) % {"n": count}


REGISTER = Act(
    gettext_lazy("Register the audience"),
    lambda sitting, by, at: register_audience(sitting=sitting, user=by, at=at),
    NoForm,
    button=gettext_lazy("Register"),
    done=_registered,
    icon="group",
    template=ADMIN_PAGE,
)
PREPARE = Act(
    gettext_lazy("Prepare the start"),
    lambda sitting, by, at: prepare_sitting(sitting=sitting, user=by, at=at),
    NoForm,
    button=gettext_lazy("Prepare"),
    done=_prepared,
    icon="time",
    template=ADMIN_PAGE,
)
RELEASE = Act(
    gettext_lazy("Release the results"),
    lambda sitting, by, at: release_results(sitting=sitting, user=by, at=at),
    NoForm,
    button=gettext_lazy("Release"),
    done=lambda released: _("%(n)d results released.") % {"n": released.results},
    icon="check",
    template=ADMIN_PAGE,
)
RESIT = Act(
    gettext_lazy("Make a resit"),
    lambda by, **values: make_resit(user=by, **values),
    ResitForm,
    gettext_lazy(
        "A new sitting on the same paper. Those called see it on their desk as soon as it opens; "
        "whoever was called to an earlier resit is left out."
    ),
    button=gettext_lazy("Make the resit"),
    done=_called,
    icon="redo",
    template="exams/admin/resit.html",
)


@act_view
def register(request, pk: int):
    """Register everybody in post in the audience."""
    sitting = _sitting(request, pk)
    words = _(
        "Everybody in post in %(place)s and below will be registered and sees the exam. Registered "
        "so far: %(n)s. Nobody is registered twice."
    )
    text = words % {"place": sitting.audience, "n": sitting.registered or 0}
    return _page(request, replace(REGISTER, text=text), sitting, back=reverse("sitting:index"))


@act_view
def prepare(request, pk: int):
    """Prepare a row for everybody registered, so that the start of all at once is light."""
    sitting = _sitting(request, pk)
    words = _(
        "Everybody registered, in post and not deferred gets a row in advance, so that a start of "
        "all at the same minute stays quick. It counts as nothing until the person starts. This "
        "also happens by itself half an hour before the doors open. Registered: %(n)s. Ready: "
        "%(ready)s."
    )
    text = words % {"n": sitting.registered or 0, "ready": prepared_count(sitting)}
    back = reverse("sitting:edit", args=[pk])
    return _page(request, replace(PREPARE, text=text), sitting, back=back)


@act_view
def release(request, pk: int):
    """Release every final result."""
    sitting = _sitting(request, pk)
    words = _(
        "Every final result becomes visible to its candidate, and a pass is entered in the "
        "person's record. Released so far: %(released)s. Waiting for marking and kept back: "
        "%(waiting)s."
    )
    text = words % {"released": sitting.released or 0, "waiting": sitting.waiting or 0}
    return _page(request, replace(RELEASE, text=text), sitting, back=reverse("sitting:index"))


@act_view
def resit(request, pk: int):
    """Call those who failed, were absent or deferred to a new sitting; their names stand below."""
    sitting = _sitting(request, pk)
    groups = {code: list(rows) for code, rows in resit_groups(sitting, timezone.now()).items()}
    form = ResitForm(**sent(request), groups=groups)

    def onward(made: Sitting) -> str:
        """A rule names the address of its own sitting: a resit cannot take the first one's over."""
        if not sitting.locked_browser:
            return reverse("sitting:edit", args=[made.pk])
        words = _("The first sitting asked for Safe Exam Browser. Set it up for the resit as well.")
        messages.warning(request, words)
        return reverse("exams_browser", args=[made.pk])

    return _page(
        request,
        RESIT,
        sitting,
        back=reverse("sitting:edit", args=[pk]),
        form=form,
        onward=onward,
        groups=form.named(groups),
    )
