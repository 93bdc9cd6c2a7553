"""Where a running exam page writes: a batch of events, and the hand-in. docs/exam-protocol.md.

These two views carry no session. A signed token in the header X-Attempt-Token, given to the
candidate's own exam page, says whose attempt it is; the page sends no cookies. That is why they
need neither log-in nor CSRF token: another site can neither read the token nor set the header
without a CORS permission that we never give, and the token opens nothing but this attempt.
"""

import json

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from exams.adapters.pace import too_fast
from exams.engine.wire import MAX_BODY, BadBatch, milliseconds, read_batch, read_beat, read_submit
from exams.flows.answers import Accepted, append_events
from exams.flows.closing import submit_attempt
from exams.flows.presence import note_sign
from exams.flows.refusals import AttemptRefused, LeaseHeld
from exams.models.attempt import Submission
from exams.permissions import AttemptKey, read_token
from exams.queries.runs import answers_of
from exams.views.browser import wire_is_sent_by

STATUS = {
    "attempt_unknown": 404,
    "attempt_over": 410,
    "sequence_conflict": 409,
    "events_missing": 409,
    "lease_held": 409,
    "lease_lost": 409,
    "last_too_far": 400,
    "budget_spent": 429,
}


SPENT_WAIT = 60  # seconds until a page asks again whether a spent budget has been mended


class BadRequest(Exception):
    """Refused before any flow is called; `wait`: in so many seconds it may be tried again."""

    def __init__(self, status: int, code: str, wait: int = 0) -> None:
        self.status, self.code, self.wait = status, code, wait
        super().__init__(code)


def _refuse(status: int, code: str, wait: int = 0, **more: object) -> JsonResponse:
    headers = {"Retry-After": str(wait)} if wait else None
    return JsonResponse({"error": code, **more}, status=status, headers=headers)


def _key(request: HttpRequest, public_id: str) -> AttemptKey:
    key = read_token(request.headers.get("X-Attempt-Token", ""))
    if key is None or key.public_id != public_id:
        raise BadRequest(401, "token_invalid")
    if key.locked and not wire_is_sent_by(request, key.attempt_id):
        raise BadRequest(403, "browser_required")
    return key


def _body(request: HttpRequest):
    if request.content_type != "application/json":
        raise BadRequest(415, "not_json")
    if int(request.headers.get("Content-Length") or 0) > MAX_BODY:
        raise BadRequest(413, "too_large")
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError) as fault:
        raise BadRequest(400, "not_json") from fault


def _answering(view):
    """Turn refusals into the protocol's statuses."""

    @csrf_exempt
    @login_not_required
    @require_POST
    def answer(request: HttpRequest, public_id: str) -> JsonResponse:
        try:
            key = _key(request, public_id)
            if wait := too_fast(key.attempt_id, view.__name__):
                raise BadRequest(429, "too_fast", wait)
            return view(key, _body(request))
        except BadRequest as fault:
            return _refuse(fault.status, fault.code, fault.wait)
        except BadBatch as fault:
            return _refuse(400, fault.code)
        except AttemptRefused as refusal:
            status = STATUS[refusal.code]
            wait = SPENT_WAIT if status == 429 else 0
            return _refuse(status, refusal.code, wait, **refusal.details)

    return answer


@_answering
def events(key: AttemptKey, data: object) -> JsonResponse:
    batch = read_batch(data, len(key.kinds), key.kinds)
    at = timezone.now()
    try:
        accepted = append_events(
            attempt_id=key.attempt_id,
            user_id=key.user_id,
            client=batch.client,
            events=batch.events,
            claim=batch.claim,
            at=at,
        )
    except LeaseHeld as held:
        clock = {"now": milliseconds(at), "deadline": milliseconds(held.details["deadline"])}
        return _refuse(409, held.code, **clock, **_present(key))
    answer = _accepted(accepted, at)
    if batch.claim.opened or batch.claim.takeover:
        answer |= _present(key)
    return JsonResponse(answer, status=202 if accepted.late else 200)


def _present(key: AttemptKey) -> dict:
    """The answers and flags that the server has now."""
    present = answers_of(key.attempt_id)
    return {"answers": present.responses, "flags": sorted(present.flags)}


def _accepted(accepted: Accepted, at) -> dict:
    answer = {
        "accepted": accepted.watermark,
        "now": milliseconds(at),
        "deadline": milliseconds(accepted.deadline_at),
    }
    if accepted.late:
        answer |= {"late": list(accepted.late), "cause": str(accepted.cause)}
    return answer


@_answering
def beat(key: AttemptKey, data: object) -> JsonResponse:
    at = timezone.now()
    sign = read_beat(data)
    pulse = note_sign(attempt_id=key.attempt_id, user_id=key.user_id, sign=sign, at=at)
    return JsonResponse(
        {
            "now": milliseconds(at),
            "deadline": milliseconds(pulse.deadline_at),
            "holder": pulse.holds,
            "open": pulse.is_open,
        }
    )


@_answering
def submit(key: AttemptKey, data: object) -> JsonResponse:
    order = read_submit(data)
    receipt = submit_attempt(
        attempt_id=key.attempt_id,
        user_id=key.user_id,
        client=order.client,
        last=order.last,
        at=timezone.now(),
    )
    return JsonResponse(_receipt(receipt))


def _receipt(receipt: Submission) -> dict:
    return {
        "receipt": receipt.number,
        "submitted_at": milliseconds(receipt.submitted_at),
        "answered": receipt.answered,
        "events": receipt.events,
        "digest": receipt.digest,
        "by_deadline": receipt.by_deadline,
    }
