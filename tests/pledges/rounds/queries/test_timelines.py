from datetime import timedelta

from evidence.engine.grade_inputs import Helper, Manner
from evidence.models.chain import EvidenceEntry
from pledges.rounds.flows.ending import exempt_envelope
from pledges.rounds.flows.exports import note_export
from pledges.rounds.flows.reading import note_look, note_reading
from pledges.rounds.flows.rounds import close_round
from pledges.rounds.queries.timelines import looks, round_history, timeline
from tests.factories.rounds import envelope_of, sign


def lines(moments) -> list[tuple]:
    return [(moment.kind, moment.who, moment.why) for moment in moments]


def test_who_did_what_and_why(world, opened, at):
    hr = world.users["hr_city"]
    envelope = envelope_of(opened, world.members["staff"])
    exempt_envelope(envelope=envelope, reason="长期病假", by=hr, at=at)
    assert lines(timeline(envelope)) == [
        ("opened", str(hr), ""),
        ("exempted", str(hr), "长期病假"),
    ]
    other = envelope_of(opened, world.members["stranger"])
    close_round(round_=opened, reason="年度工作结束", by=hr, at=at)
    assert lines(timeline(other))[-1] == ("expired", str(hr), "年度工作结束")
    other.refresh_from_db()
    assert (other.ended_at, other.ended_by, other.ended_reason) == (at, hr, "年度工作结束")


def test_who_read_the_text_to_the_signer_is_told(world, opened, at):
    manner = Manner(helper=Helper("李四", "同事"))
    envelope = sign(envelope_of(opened, world.members["staff"]), at, manner=manner)
    signed = timeline(envelope)[-1]
    assert (signed.who, signed.helper["name"], signed.helper["relation"]) == (
        "王㛃",
        "李四",
        "同事",
    )


def test_looks_stand_apart_and_one_a_day_is_enough(world, opened, at):
    envelope = sign(envelope_of(opened, world.members["staff"]), at)
    hr, inspector = world.users["hr_city"], world.users["inspector"]
    for by, when in ((hr, at), (inspector, at), (hr, at), (hr, at + timedelta(days=1))):
        note_look(envelope=envelope, by=by, at=when)
    note_reading(envelope=envelope, by=inspector, at=at + timedelta(days=1), what="text")
    assert lines(looks(envelope)) == [
        ("read", str(inspector), ""),
        ("looked_at", str(hr), ""),
        ("looked_at", str(inspector), ""),
        ("looked_at", str(hr), ""),
    ]
    assert "looked_at" not in [moment.kind for moment in timeline(envelope)]


def test_what_was_done_with_a_round(world, opened, at):
    note_export(round_=opened, what="zip", by=world.users["hr_city"], at=at, files=3)
    note_export(round_=opened, what="zip", by=None, at=at, files=3)
    (cli, taken, started) = round_history(opened)
    assert (cli.who, taken.who, taken.what) == ("", str(world.users["hr_city"]), "zip")
    assert started.kind == "round_opened"
    assert EvidenceEntry.objects.filter(subject=opened.subject).count() == 3
