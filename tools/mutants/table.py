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
# Besides the module of the same name: whatever holds the file to its promise.
EXTRA: dict[str, tuple[str, ...]] = {
    "bank/engine/items.py": ("tests/bank/engine/test_keys.py",),
    "bank/engine/scoring.py": ("tests/bank/engine/test_marking_table.py",),
    "bank/permissions.py": ("tests/bank/test_permissions.py",),
    "evidence/engine/assess.py": ("tests/evidence/engine/test_renewals.py",),
    "evidence/engine/checks.py": ("tests/evidence/engine/test_assess.py",),
    "evidence/engine/events.py": ("tests/evidence/flows/test_chain.py",),
    "evidence/engine/evidence_file.py": ("tests/evidence/views/test_verify.py",),
    "evidence/engine/findings.py": (
        "tests/evidence/engine/test_assess.py",
        "tests/evidence/engine/test_renewals.py",
    ),
    "evidence/engine/package.py": ("tests/evidence/flows/test_packages.py",),
    "evidence/engine/wording.py": (
        "tests/pledges/rounds/engine/test_document.py",
        "tests/pledges/custody/engine/test_agreement.py",
    ),
    "evidence/flows/checking.py": (
        "tests/evidence/test_tamper_suite.py",
        "tests/evidence/test_subject_contract.py",
    ),
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
    "evidence/flows/timestamps.py": ("tests/evidence/flows/test_renewals.py",),
    "evidence/flows/warnings.py": ("tests/evidence/flows/test_certificates.py",),
    "exams/engine/outcome.py": ("tests/bank/engine/test_marking_table.py",),
    "exams/flows/answers.py": (
        "tests/exams/flows/test_state_machine.py",
        "tests/exams/views/test_wire.py",
    ),
    "exams/flows/attempts.py": ("tests/exams/flows/test_resits.py",),
    "exams/flows/closing.py": ("tests/exams/flows/test_invigilation.py",),
    "exams/permissions.py": ("tests/exams/views/test_wire.py", "tests/exams/views/test_browser.py"),
    "pledges/custody/flows/signing.py": ("tests/pledges/custody/flows/test_agreements.py",),
    "pledges/rounds/engine/ceremony.py": ("tests/pledges/rounds/flows/test_ending.py",),
    "pledges/rounds/flows/signing.py": ("tests/pledges/rounds/flows/test_races.py",),
}
# Where the result is the same for everybody: the mutant's key, and why.
EQUIVALENT: dict[str, dict[str, str]] = {}


def files() -> list[str]:
    """The files that promise something, in the order in which they are measured."""
    rooms = [path.as_posix() for room in ROOMS for path in sorted(Path(room).glob("[!_]*.py"))]
    flows = [f"{room}/{name}.py" for room, names in FLOWS.items() for name in names]
    return [*rooms, *flows, *WHOLE]


def tests_of(file: str) -> list[str]:
    """The test module of the same name, when there is one, then the extra ones."""
    path = Path("tests") / file
    own = path.with_name(f"test_{path.name}")
    wanted = [own.as_posix(), *EXTRA.get(file, ())]
    return [one for one in dict.fromkeys(wanted) if Path(one).exists()]
