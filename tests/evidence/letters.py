"""A kind of paper that only the tests know: what a new one costs is this file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from evidence.engine.checks import Account, Fault
from evidence.flows.chain import Event, record
from evidence.flows.files import expect_file
from evidence.flows.storing import Paper, store_file
from evidence.models.stored import StoredFile
from evidence.queries.attachment import as_attachment
from evidence.queries.chains import chain_of
from evidence.subjects import FileKind, PublicFacts, SubjectKind
from tests.evidence import pki

CODE = "0000-0000-0000-0000"


@dataclass
class Letter:
    """One page, signed by nobody in particular. No model: evidence asks for none."""

    text: str
    signed_at: datetime
    code: str = CODE
    number: str = "函〔2026〕1号"

    @property
    def subject(self) -> str:
        return f"letter:{self.code}"

    @property
    def digest(self) -> str:
        return sha256(self.text.encode()).hexdigest()


@dataclass
class Letters:
    """The rows of the house, and the kind that is registered for them."""

    rows: dict[str, Letter] = field(default_factory=dict)

    def sign(self, text: str, at: datetime) -> Letter:
        letter = Letter(text, at)
        self.rows[letter.code] = letter
        record(Event(letter, "signed", at, {"text": letter.digest}))
        expect_file(subject=letter.subject, kind="signed", at=at)
        return letter

    def account(self, letter: Letter, entries, at: datetime) -> Account:
        said = [entry.payload["text"] for entry in entries if entry.kind == "signed"]
        wrong = () if said == [letter.digest] else ("text_changed",)
        return Account(letter.signed_at, wrong)

    def contradictions(self) -> Iterator[Fault]:
        for letter in self.rows.values():
            account = self.account(letter, chain_of(letter.subject), letter.signed_at)
            yield from (Fault(code, letter.subject) for code in account.contradictions)

    def make(self, code: str, kind: str, at: datetime) -> StoredFile | None:
        letter = self.rows[code]
        paper = Paper(
            subject=letter.subject,
            kind=kind,
            path=f"letters/{code}.pdf",
            attachment=lambda: as_attachment({"document": {"code": code}}),
            render=lambda inside: pki.plain_pdf(letter.text, evidence=inside[0].data),
            lock=lambda: letter,
        )
        return store_file(paper=paper, at=at)

    @property
    def kind(self) -> SubjectKind[Letter]:
        return SubjectKind(
            word="letter",
            events={"signed": "signed by hand"},
            find=self.rows.get,
            lock=self.rows.__getitem__,
            title=lambda letter: "来函",
            account=self.account,
            contradictions=self.contradictions,
            facts=lambda letter, at: PublicFacts(
                "components/notice.html", {"tone": "info", "text": letter.code}, "等待存档"
            ),
            files=(
                FileKind(
                    "signed", "letters", due=lambda: [row.subject for row in self.rows.values()]
                ),
            ),
            make=self.make,
        )
