"""What evidence must be told by whoever keeps a chain or makes a paper that is signed and sealed.

Apps add to these registries in their `lent.py`; nothing here knows an app, and nothing else in
evidence does. A new kind of paper costs one `SUBJECTS.add(…)`: chain, seal, timestamps, public
check, offline package, sweeper, health page and nightly check follow.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from django.db.models import Model, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.lib.registry import Registry
from evidence.engine.checks import Account, Fault
from evidence.engine.events import EvidenceKind, TrustKind

Label = str | Promise
OWN_EVENTS: Mapping[str, Label] = {
    EvidenceKind.AGREED: _("agreement on electronic signatures signed"),
    EvidenceKind.SEALED: _("PDF made and stored"),
    EvidenceKind.STAMPED: _("time stamp added"),
    EvidenceKind.EXPORTED: _("exported"),
    EvidenceKind.ROWS: _("rows of a table entered"),
    EvidenceKind.COPIED: _("daily root sent out"),
    EvidenceKind.WALKED: _("everything checked"),
}


class Subject(Protocol):
    """What was signed: a row of some app with a name in the chain and a code on its paper."""

    @property
    def subject(self) -> str: ...

    @property
    def code(self) -> str: ...

    @property
    def number(self) -> str: ...


@dataclass(frozen=True)
class ChainKind:
    """A sort of chain: the word before the colon of its subjects, and what its entries can say."""

    word: str
    events: Mapping[str, Label]


@dataclass(frozen=True)
class FileKind:
    """A file that a subject has; its `word` stands in the row, the path and the chain.

    `due` gives the subjects (as in the chain) that must have it by now: stored, or waited for.
    """

    word: str
    label: Label  # in the plural, for the health page
    due: Callable[[], Iterable[str]]
    is_sealed: bool = True


@dataclass(frozen=True)
class PublicFacts:
    """What the public check may show: enough to recognise the paper, not to look people up."""

    template: str
    context: Mapping[str, Any]
    waiting: Label  # said while there is no file to compare with


@dataclass(frozen=True)
class FileBeside:
    """A file that was not made here but is kept with a subject: a paper scan."""

    path: str
    sha256: str


S = TypeVar("S")


def _no_file(code: str, kind: str, at: datetime) -> None:
    """For kinds that have no files."""


@dataclass(frozen=True)
class SubjectKind(ChainKind, Generic[S]):
    """One kind of paper, as its app describes it.

    find: what was signed under a code, whatever became of it since; None for all else.
    lock: the row of a code, held until the transaction ends.
    title: what the paper is called.
    account: what the app's own rows say of a subject, held against its entries.
    contradictions: the same for all of them, in pieces, every night.
    facts: for the public check; None: the public is told nothing of this kind.
    make: the stored file of a code and kind, made now or found; None when it is not due.
    document: what its sealed PDF is called in an offline package: small letters, then ".pdf".
    beside: files that are kept with subjects and were not made here.
    inside: what the evidence in its sealed file must say, from rows and entries as they are now.
    """

    find: Callable[[str], S | None]
    lock: Callable[[str], S]
    title: Callable[[S], str]
    account: Callable[[S, Sequence[Any], datetime], Account]
    contradictions: Callable[[], Iterable[Fault]]
    facts: Callable[[S, datetime], PublicFacts] | None = None
    files: tuple[FileKind, ...] = ()
    make: Callable[[str, str, datetime], Any] = _no_file
    document: str = "document.pdf"
    beside: Callable[[], Iterable[FileBeside]] = field(default=tuple)
    inside: Callable[[S], Mapping[str, Any]] | None = None

    @property
    def sealed_kinds(self) -> list[str]:
        return [file.word for file in self.files if file.is_sealed]


def _word(kind: ChainKind) -> str:
    return kind.word


CHAINS: Registry[ChainKind] = Registry(_word)  # chains without a paper
# Evidence's own: agreements on electronic signatures, what seals are judged by, roots, the walk,
# rows of tables; and what the floor below testifies.
TRUST_EVENTS: Mapping[str, Label] = {
    TrustKind.NOTED: _("noted"),
    TrustKind.ENDED: _("used no longer"),
    TrustKind.REVOKED: _("revoked"),
}
for word, events in (
    ("consent", {}),
    ("certificate", TRUST_EVENTS),
    ("revocations", TRUST_EVENTS),
    ("root", {}),
    ("check", {}),
    ("rows", {}),
    ("credential", {"granted": _("credential granted")}),
    ("grant", {"given": _("role given"), "ended": _("role taken back")}),
):
    CHAINS.add(ChainKind(word, events))
SUBJECTS: Registry[SubjectKind] = Registry(_word)


@dataclass(frozen=True)
class KeptRows:
    """Rows that stand in the chain by a digest over their columns, and are compared every night.

    word: how the chain calls them, `envelope.signed`; one table may be kept in several parts, each
    from the act on that fixes it.
    columns: as the model calls them. due: which rows must be vouched for; the others may be.
    swept: no act vouches for them; the sweeper enters them a few minutes after they were written.
    """

    word: str
    model: type[Model]
    columns: tuple[str, ...]
    due: Q = field(default_factory=Q)
    swept: bool = False

    @property
    def table(self) -> str:
        return self.model._meta.db_table


def _kept_word(kept: KeptRows) -> str:
    return kept.word


KEPT: Registry[KeptRows] = Registry(_kept_word)
# What an app's rows say against each other, besides its papers: every night.
CONTRADICTIONS: Registry[Callable[[], Iterable[Fault]]] = Registry()


def kind_of(subject: str) -> SubjectKind:
    """The kind of a subject as it stands in the chain. Raises KeyError for one without a paper."""
    kind = SUBJECTS.get(subject.partition(":")[0])
    if kind is None:
        raise KeyError(subject)
    return kind


def code_of(subject: str) -> str:
    return subject.partition(":")[2]


def file_label(word: str, kind: str) -> str:
    """A kind of file in words; as it is stored where nobody gave words for it."""
    paper = SUBJECTS.get(word)
    labels = {file.word: file.label for file in paper.files} if paper else {}
    return str(labels.get(kind) or f"{word} {kind}")


def event_label(subject: str, kind: str) -> str:
    """An entry's kind in words; as it is stored where nobody gave words for it."""
    word = subject.partition(":")[0]
    chain = SUBJECTS.get(word) or CHAINS.get(word)
    events = chain.events if chain else {}
    return str(events.get(kind) or OWN_EVENTS.get(kind, kind))
