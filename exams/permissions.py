"""Who may do what in exams, and the token that lets an exam page save without a session."""

from dataclasses import dataclass

from django.core import signing

from bank.engine.items import Kind
from exams.models.attempt import Attempt
from exams.models.paper import Paper
from exams.models.sitting import Exam
from staff.engine.roles import Role
from staff.permissions import NARROWED, POLICY, Rule

READERS = frozenset({Role.HR, Role.INSPECTOR})
# One letter for each item: a token travels with every save.
LETTERS = {kind: kind.value[0] for kind in Kind}
KINDS = {letter: kind for kind, letter in LETTERS.items()}
TOKEN_SALT = "exams.attempt"  # noqa: S105 - a namespace, not a secret

POLICY.register(
    # Candidates: their own rows and nobody else's. Rows: Registration, Attempt.
    Rule("exams.sit", owner="member__user"),
    # Figures and registers. Rows: Registration, Attempt.
    Rule("exams.view_results", READERS, organisation="member__organisation"),
    # The organiser. Rows: Paper and Exam; Sitting.
    Rule("exams.organise", frozenset({Role.TRAINER}), organisation="organisation", things=True),
    Rule("exams.organise_sitting", frozenset({Role.TRAINER}), organisation="exam__organisation"),
    # Answer sheets take two people: HR of the exam's or the audience's unit may be one of them.
    # They see numbers and names, never an item. Rows: Sitting.
    Rule(
        "exams.key_sheet",
        frozenset({Role.TRAINER, Role.HR}),
        organisation=("exam__organisation", "audience"),
    ),
)
NARROWED.add(Exam, "exams.organise")
NARROWED.add(Paper, "exams.organise")


@dataclass(frozen=True)
class AttemptKey:
    """What the token states: whose attempt this is, and of which kinds its paper's items are.

    `locked`: its requests must come from Safe Exam Browser, each with the proof.
    """

    attempt_id: int
    public_id: str
    user_id: int
    kinds: tuple[Kind, ...]
    locked: bool = False


def attempt_token(attempt: Attempt, *, locked: bool = False) -> str:
    """Signed, not secret, and worth nothing for another attempt. It carries no deadline: the
    attempt's own row says, at every save, whether it is still open."""
    letters = "".join(LETTERS[kind] for kind in attempt.sitting.paper.kinds)
    value: list = [attempt.pk, attempt.public_id, attempt.member.user_id, letters]
    if locked:
        value.append(True)
    return signing.dumps(value, salt=TOKEN_SALT)


def read_token(token: str) -> AttemptKey | None:
    """None when the token is not ours."""
    try:
        attempt_id, public_id, user_id, letters, *rest = signing.loads(token, salt=TOKEN_SALT)
        kinds = tuple(KINDS[letter] for letter in letters)
        return AttemptKey(attempt_id, public_id, user_id, kinds, *rest)
    except (signing.BadSignature, TypeError, ValueError, KeyError):
        return None
