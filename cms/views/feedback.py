"""The entry for complaints and suggestions: a form, then a reference number."""

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.flows.feedback import TooMuchFeedback, send_feedback
from cms.models.feedback import Feedback

RECEIPT = "feedback_reference"


class FeedbackForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What would you like to send?"), choices=Feedback.Kind, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Your message"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Say what happened or what could be better. Please write no ID numbers, phone"
            " numbers or details of a household."
        ),
    )
    page = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)


@login_not_required
def feedback(request):
    form = FeedbackForm(request.POST or None, initial={"page": request.GET.get("page", "")[:300]})
    if request.method == "POST" and form.is_valid():
        try:
            sent = send_feedback(
                **form.cleaned_data,
                user=request.user if request.user.is_authenticated else None,
                address=get_adapter().get_client_ip(request),
                at=timezone.now(),
            )
        except TooMuchFeedback as refusal:
            form.add_error(None, str(refusal))
        else:
            request.session[RECEIPT] = sent.reference
            return redirect("feedback_sent")
    return render(request, "feedback.html", {"form": form})


@login_not_required
def feedback_sent(request):
    reference = request.session.get(RECEIPT)
    if not reference:
        return redirect("feedback")
    return render(request, "feedback_sent.html", {"reference": reference})
