"""A near-relative declaration as evidence sees it: one registration, made in `lent`.

It has no stored file, and the public is told nothing of it.
"""

from cms.lib.locks import holding
from evidence.subjects import SubjectKind
from pledges.kinship.models.declaration import NearRelativeDeclaration
from pledges.kinship.models.events import KinshipEvent
from pledges.kinship.queries.records import account_of, declaration_faults, signed_declaration


def _lock(code: str) -> NearRelativeDeclaration:
    return holding(NearRelativeDeclaration.objects).get(code=code)


def _title(declaration: NearRelativeDeclaration) -> str:
    return declaration.text.splitlines()[0]


DECLARATIONS: SubjectKind[NearRelativeDeclaration] = SubjectKind(
    word="declaration",
    events=dict(KinshipEvent.choices),
    find=signed_declaration,
    lock=_lock,
    title=_title,
    account=account_of,
    contradictions=declaration_faults,
    document="declaration.pdf",
)
