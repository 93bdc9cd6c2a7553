"""What is measured, by which tests, and which changes cannot be told apart from the outside."""

from pathlib import Path

FLOWS = {
    "exams/flows": ("answers", "attempts", "closing", "results"),
    "pledges/rounds/flows": ("signing", "ending", "takeback", "documents"),
    "pledges/custody/flows": ("signing", "agreements", "codes"),
    "pledges/kinship/flows": ("declarations",),
}
ROOMS = (
    *("exams/engine", "evidence/engine", "bank/engine", "pledges/rounds/engine"),
    *("pledges/custody/engine", "pledges/kinship/engine", "evidence/flows"),
)
WHOLE = (
    *("bank/permissions.py", "evidence/permissions.py", "exams/permissions.py"),
    *("pledges/rounds/permissions.py", "pledges/custody/permissions.py"),
    *("pledges/kinship/permissions.py", "staff/permissions.py"),
)
ROLES = ("tests/staff/test_permissions.py", "tests/staff/test_ways.py")
# Besides the module of the same name: whatever holds the file to its promise.
EXTRA: dict[str, tuple[str, ...]] = {
    "bank/engine/items.py": ("tests/bank/engine/test_keys.py",),
    "bank/engine/scoring.py": ("tests/bank/engine/test_marking_table.py",),
    "bank/permissions.py": ROLES,
    "evidence/flows/anchors.py": ("tests/evidence/flows/test_checking_faults.py",),
    "evidence/engine/assess.py": ("tests/evidence/engine/test_renewals.py",),
    "evidence/engine/checks.py": ("tests/evidence/engine/test_assess.py",),
    "evidence/engine/events.py": ("tests/evidence/flows/test_chain.py",),
    "evidence/engine/evidence_file.py": ("tests/evidence/views/test_verify.py",),
    "evidence/engine/findings.py": (
        "tests/evidence/engine/test_assess.py",
        "tests/evidence/engine/test_renewals.py",
    ),
    "evidence/engine/package.py": ("tests/evidence/flows/test_packages.py",),
    "evidence/engine/trust.py": ("tests/evidence/engine/test_events.py",),
    "evidence/engine/wording.py": (
        "tests/pledges/rounds/engine/test_document.py",
        "tests/pledges/custody/engine/test_agreement.py",
    ),
    "evidence/permissions.py": ROLES,
    "evidence/flows/checking.py": (
        "tests/evidence/flows/test_checking_faults.py",
        "tests/evidence/test_tamper_suite.py",
        "tests/evidence/test_subject_contract.py",
    ),
    "evidence/flows/certificates.py": ("tests/evidence/flows/test_certificates_noted.py",),
    "evidence/flows/refusals.py": ("tests/evidence/views/test_signing.py",),
    "evidence/flows/registers.py": ("tests/evidence/test_subject_contract.py",),
    "evidence/flows/sealing.py": (
        "tests/pledges/rounds/flows/test_documents.py",
        "tests/evidence/adapters/test_sealer.py",
        "tests/evidence/flows/test_timestamps.py",
    ),
    "evidence/flows/storing.py": (
        "tests/pledges/rounds/flows/test_documents.py",
        "tests/evidence/flows/test_files.py",
        "tests/evidence/test_subject_contract.py",
    ),
    "evidence/flows/timestamps.py": (
        "tests/evidence/flows/test_timestamps_kept.py",
        "tests/evidence/flows/test_renewals.py",
    ),
    "evidence/flows/warnings.py": ("tests/evidence/flows/test_certificates.py",),
    "exams/engine/outcome.py": ("tests/bank/engine/test_marking_table.py",),
    "exams/flows/answers.py": (
        "tests/exams/flows/test_state_machine.py",
        "tests/exams/views/test_wire.py",
    ),
    "exams/flows/attempts.py": ("tests/exams/flows/test_resits.py",),
    "exams/flows/closing.py": ("tests/exams/flows/test_invigilation.py",),
    "exams/permissions.py": ROLES,
    "pledges/custody/flows/agreements.py": ("tests/pledges/custody/flows/test_drafting.py",),
    "pledges/kinship/flows/declarations.py": ("tests/pledges/kinship/flows/test_declaring.py",),
    "pledges/custody/flows/signing.py": ("tests/pledges/custody/flows/test_agreements.py",),
    "pledges/rounds/engine/ceremony.py": ("tests/pledges/rounds/flows/test_ending.py",),
    "pledges/custody/permissions.py": ROLES,
    "pledges/kinship/permissions.py": ROLES,
    "pledges/rounds/permissions.py": ROLES,
    "pledges/rounds/flows/ending.py": ("tests/pledges/rounds/flows/test_ending_signed.py",),
    "pledges/rounds/flows/signing.py": (
        "tests/pledges/rounds/flows/test_viewing.py",
        "tests/pledges/rounds/flows/test_races.py",
    ),
    "staff/permissions.py": ROLES,
}
# Where the result is the same for everybody: the mutant's key, and why.
KEEPS = "an exception keeps its arguments before anybody asks it to"
EQUIVALENT: dict[str, dict[str, str]] = {
    "evidence/engine/codes.py": {
        "BadCode.__init__ drop-call: super().__init__(reason) → pass": KEEPS,
    },
    "evidence/engine/strokes.py": {
        "BadStrokes.__init__ drop-call: super().__init__(reason) → pass": KEEPS,
    },
    "exams/engine/wire.py": {
        "BadBatch.__init__ drop-call: super().__init__(code) → pass": KEEPS,
    },
    "bank/engine/scoring.py": {
        "is_right int-const: 1 → 2": "the verdict depends neither on the number nor on the points",
    },
    "exams/engine/answer_file.py": {
        "BadFile.__init__ drop-call: super().__init__(code) → pass": KEEPS,
        "derive_key drop-kwarg: HKDF(algorithm=SHA256(), length=32, salt=None, "
        "info=_bound(public_id)) → HKDF(algorithm=SHA256(), length=32, info=_bound(public_id))": (
            "no salt is the default"
        ),
    },
    "exams/engine/printed.py": {
        "differences swap-args: zip(first, second, strict=True) → "
        "zip(second, first, strict=True)": "two sheets differ from each other",
    },
    "pledges/rounds/flows/signing.py": {
        'sign_envelope drop-kwarg: locked.save(update_fields=["status", "signed_at"]) → '
        "locked.save()": "the row is held: its other columns are as they were",
    },
    "exams/flows/results.py": {
        "module int-const: 500 → 501": "how many rows one INSERT takes",
    },
    "exams/flows/answers.py": {
        f"_set_aside {change}": "`_sort` has refused what contradicts the late lane"
        for change in (
            "if-false: late.conflicts → False",
            "drop-raise: raise SequenceConflict(sequences=list(late.conflicts), last=max(held)) "
            "→ pass",
            "name-swap: max(held) → min(held)",
            "drop-kwarg: SequenceConflict(sequences=list(late.conflicts), last=max(held)) "
            "→ SequenceConflict(last=max(held))",
            "drop-kwarg: SequenceConflict(sequences=list(late.conflicts), last=max(held)) "
            "→ SequenceConflict(sequences=list(late.conflicts))",
        )
    },
}


def files() -> list[str]:
    """The files that promise something, in the order in which they are measured."""
    rooms = [path.as_posix() for room in ROOMS for path in sorted(Path(room).glob("[!_]*.py"))]
    flows = [f"{room}/{name}.py" for room, names in FLOWS.items() for name in names]
    return [*rooms, *flows, *WHOLE]


def guards_of(file: str) -> list[str]:
    """The test module of the same name, when there is one, then the extra ones."""
    path = Path("tests") / file
    own = path.with_name(f"test_{path.name}")
    wanted = [own.as_posix(), *EXTRA.get(file, ())]
    return [one for one in dict.fromkeys(wanted) if Path(one).exists()]
