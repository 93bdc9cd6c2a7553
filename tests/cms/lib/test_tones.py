"""Every value of every state that pages show has a word and a tone, and each tone an icon."""

from datetime import date

import pytest
from django.template import Context, Template
from django.utils import translation

from cms.lib.tones import Tone
from cms.templatetags.cms_tags import TONE_ICONS
from exams.models.attempt import Attempt
from exams.models.result import Result
from exams.models.sitting import Sitting
from exams.queries import invigilation, printed
from exams.queries.candidate import PHASE_TONES, PHASE_WORDS, PHASES, SittingCard
from exams.queries.invigilation import Seat, Where
from exams.queries.presence import Presence
from exams.queries.printed import Sheet, SheetRow
from pledges.custody.engine.agreement import CustodyStatus
from pledges.custody.models import agreement
from pledges.custody.models.agreement import CustodyAgreement
from pledges.custody.models.check import CustodyCheck
from pledges.custody.models.signing import SCAN_TONES, SCAN_WORDS, PaperScan
from pledges.kinship.engine.declaration import DeclarationStatus
from pledges.kinship.engine.matching import PENDING, MatchResult
from pledges.kinship.models import declaration, household, matching
from pledges.kinship.models.declaration import NearRelativeDeclaration
from pledges.kinship.models.household import HouseholdFiling
from pledges.kinship.models.matching import KinshipAlert
from pledges.rounds.engine.ceremony import EnvelopeStatus, RoundState
from pledges.rounds.models import envelope
from pledges.rounds.models.envelope import Envelope, SigningRound
from staff.models.standing import STATE_TONES, STATE_WORDS, Credential

TABLES = {
    "envelope": (EnvelopeStatus, envelope.STATUS_WORDS, envelope.STATUS_TONES),
    "round": (RoundState, envelope.STATE_LABELS, envelope.STATE_TONES),
    "custody": (CustodyStatus, agreement.CUSTODY_STATUS_LABELS, agreement.CUSTODY_STATUS_TONES),
    "scan": ((None, True, False), SCAN_WORDS, SCAN_TONES),
    "declaration": (
        DeclarationStatus,
        declaration.DECLARATION_STATUS_LABELS,
        declaration.DECLARATION_STATUS_TONES,
    ),
    "household": (
        HouseholdFiling.State,
        dict(HouseholdFiling.State.choices),
        household.STATE_TONES,
    ),
    "alert": (KinshipAlert.State, dict(KinshipAlert.State.choices), matching.ALERT_TONES),
    "credential": (("live", "expired", "revoked"), STATE_WORDS, STATE_TONES),
    "sitting": (PHASES, PHASE_WORDS, PHASE_TONES),
    "seat": (Where, invigilation.WORDS, invigilation.TONES),
    "sheet": (Sheet, printed.SHEET_WORDS, printed.SHEET_TONES),
}


@pytest.mark.parametrize("name", TABLES)
def test_every_value_has_a_word_and_a_tone(name):
    values, words, tones = TABLES[name]
    assert set(words) == set(tones) == set(values)
    assert all(str(word) for word in words.values())
    assert set(tones.values()) <= set(Tone)


def test_every_tone_has_an_icon_of_its_own():
    assert set(TONE_ICONS) == set(Tone)
    assert len(set(TONE_ICONS.values())) == len(Tone)


def shown(row) -> tuple[str, str]:
    return str(row.wording), row.tone


@pytest.mark.parametrize("result", MatchResult)
def test_a_line_of_the_comparison_is_well_or_to_be_looked_at(result):
    line = matching.KinshipMatch(result=result)
    assert line.tone == (Tone.WARN if result in PENDING else Tone.OK)
    assert line.wording


@pytest.mark.parametrize(
    ("row", "word", "tone"),
    [
        (Envelope(status="viewed"), "Not signed", "warn"),
        (Envelope(status="sealed"), "Signed", "ok"),
        (Envelope(status="expired"), "Not signed in time", "bad"),
        (SigningRound(state="closed"), "closed", "info"),
        (CustodyAgreement(status="active"), "in force", "ok"),
        (PaperScan(accepted=None), "waits for a second person", "wait"),
        (PaperScan(accepted=False), "sent back", "bad"),
        (CustodyCheck(problem="少了一张收据"), "open", "warn"),
        (CustodyCheck(problem="少了", rechecked_on=date(2026, 11, 2)), "closed", "ok"),
        (NearRelativeDeclaration(status="returned"), "sent back", "bad"),
        (HouseholdFiling(state="confirmed"), "confirmed by the county", "ok"),
        (KinshipAlert(state="open"), "waits to be handled", "bad"),
        (Result(passed=True), "Passed", "ok"),
        (Result(passed=False), "Not passed", "bad"),
        (Result(passed=None), "Waiting for marking", "wait"),
        (SheetRow(None, Sheet.DIFFERS, "A", ()), "two people differ", "bad"),
    ],
)
def test_a_row_says_its_own_state(row, word, tone):
    with translation.override("en"):
        assert shown(row) == (word, tone)


@pytest.mark.parametrize("state", STATE_WORDS)
def test_a_credential_says_how_it_stands_at_the_moment_asked_for(state):
    credential = Credential()
    credential.state = state
    assert shown(credential) == (str(STATE_WORDS[state]), STATE_TONES[state])
    assert credential.is_revoked == (state == "revoked")


def test_an_envelope_waits_for_its_pdf_until_it_is_sealed():
    assert Envelope(status="signed").awaits_pdf
    assert not Envelope(status="sealed").awaits_pdf


@pytest.mark.parametrize("status", EnvelopeStatus)
def test_the_reason_is_shown_where_a_person_ended_it(status):
    ended_by_people = {"declined", "exempt", "revoked"}
    expected = "在休假" if status in ended_by_people else ""
    assert Envelope(status=status, ended_reason="在休假").reason == expected


def seat(where: Where, **values) -> Seat:
    presence = Presence(**values) if values else None
    return Seat(None, where, None, presence, 0, 0, 0, late=2)


def test_a_seat_counts_what_its_word_speaks_of():
    with translation.override("en"):
        assert seat(Where.LATE).wording == "late answers: 2"
        assert seat(Where.WAITING).wording == "not begun"
    assert seat(Where.WAITING).is_waiting
    assert not seat(Where.LOST).is_waiting


def card(phase: str, **result) -> SittingCard:
    attempt = Attempt()
    if result:
        attempt.result = Result(**result)
    return SittingCard(Sitting(), phase, (attempt,))


@pytest.mark.parametrize("phase", PHASES)
def test_who_has_not_begun_is_told_when(phase):
    assert shown(SittingCard(Sitting(), phase, ())) == (str(PHASE_WORDS[phase]), PHASE_TONES[phase])


def test_a_card_says_how_far_the_last_attempt_is():
    with translation.override("en"):
        assert shown(card("running", state="pending")) == ("In progress", "wait")
        assert shown(card("open")) == ("Handed in, result not yet released", "wait")
        assert shown(card("closed", state="pending")) == ("Waiting for marking", "wait")
        held = card("closed", state="final", passed=True)
        assert shown(held) == ("Handed in, result not yet released", "wait")
        released = card("closed", state="final", passed=False, released_at=date(2026, 11, 1))
        assert shown(released) == ("Not passed", "bad")


def test_a_sheet_takes_any_form_until_one_is_agreed_on():
    assert SheetRow(None, Sheet.NONE, "", ()).takes_any_form
    assert SheetRow(None, Sheet.DIFFERS, "A", ()).takes_any_form
    assert not SheetRow(None, Sheet.ONCE, "A", ()).takes_any_form
    assert SheetRow(None, Sheet.COUNTED, "A", ()).is_settled
    assert SheetRow(None, Sheet.ONLINE, "", ()).is_settled
    assert not SheetRow(None, Sheet.ONCE, "A", ()).is_settled


def test_the_tag_draws_word_icon_and_colour():
    source = "{% load cms_tags %}{% status row %}"
    html = Template(source).render(Context({"row": CustodyAgreement(status="active")}))
    assert "status--ok" in html
    assert "#done" in html
    assert str(agreement.CUSTODY_STATUS_LABELS[CustodyStatus.ACTIVE]) in html
