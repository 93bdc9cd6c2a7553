"""The demo world's custody agreements: 659 over the 76 townships, written in bulk."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from cms.lib.crypto import lookup_hash
from cms.lib.dates import term_end
from cms.lib.demo import Demo, yuan
from evidence.demo.handwriting import sign
from evidence.engine import strokes
from evidence.engine.codes import RANDOM_BYTES, make_code
from evidence.engine.events import EvidenceKind
from evidence.flows.chain import Event, record_many
from evidence.flows.files import expect_later
from evidence.flows.rows import adopt_rows
from pledges.custody.demo.paper import on_paper
from pledges.custody.engine import agreement as custody
from pledges.custody.engine.agreement import Capacity, CustodyStatus, Party
from pledges.custody.flows.agreements import draft_agreement, freeze_text, start_signing
from pledges.custody.models.agreement import SIGNED_FILE, CustodyAgreement
from pledges.custody.models.check import CustodyCheck, CustodyHandover
from pledges.custody.models.events import CustodyEvent
from pledges.custody.models.signing import CustodySignature
from pledges.custody.queries.facts import check_data, signature_data
from pledges.custody.queries.kept import KEPT_ROWS
from staff.demo.names import Maker
from staff.models.organisation import Organisation
from staff.models.user import User

AGREEMENTS = 659
READY = "530426001"  # 峨山县双江街道 has one agreement ready to sign and one draft besides
RELATIONS = ("邻居", "堂兄", "表弟", "侄子", "侄女", "村民小组长", "姑母")
REASONS = ("精神障碍", "智力障碍", "长期卧床", "失能", "视力残疾")
SCOPES = (["allowance"], ["living", "care"], ["allowance", "temporary"], ["living", "goods"])
HANDS = 24  # different hands: enough for the eye, and quick


def seed_custody(demo: Demo) -> None:
    """Most in force and checked, some overdue or with differences, some ended, some on paper."""
    by = User.objects.filter(username="hr_city").first()
    townships = list(Organisation.objects.filter(kind="township").order_by("path"))
    if CustodyAgreement.objects.exists() or by is None or not townships:
        return
    writer = Writer(demo, by)
    for number in range(AGREEMENTS - 2):
        writer.add(townships[number % len(townships)], number)
    writer.save()
    ready = [place for place in townships if place.code == READY]
    if ready:
        _waiting(demo, writer, ready[0])
        on_paper(demo, writer.values, ready[0])
    demo.say(
        f"custody: {CustodyAgreement.objects.count()} agreements, "
        f"{CustodyCheck.objects.count()} checks"
    )


def _waiting(demo: Demo, writer: "Writer", township: Organisation) -> None:
    """A draft, and one whose text is fixed and that nobody has signed yet."""
    by = User.objects.filter(username="hr_township").first() or writer.by
    rng = demo.rng("custody codes of the waiting")
    for number in (1, 2):
        values = writer.values(township, 7000 + number)
        values |= {"capacity": Capacity.FULL, "guardian_name": "", "guardian_relation": ""}
        values["guardian_phone"] = ""
        made = draft_agreement(
            township=township,
            values=values,
            by=by,
            at=demo.at - timedelta(days=number),
            entropy=rng.randbytes,
        )
        if number == 1:
            start_signing(agreement=made, by=by, at=demo.at - timedelta(hours=2))


class Writer:
    """Collects rows as the flows write them, and saves them in a few statements."""

    def __init__(self, demo: Demo, by: User) -> None:
        self.demo, self.by = demo, by
        self.today: date = timezone.localdate(demo.at)
        self.rng: Random = demo.rng("custody")
        self.maker = Maker(demo.rng("custody people"), self.today)
        self.clerks = {
            grant.organisation_id: grant.user
            for grant in by.role_grants.model.objects.filter(
                role="hr", organisation__kind="township"
            ).select_related("user")
        }
        self.hands = [
            strokes.parse(sign("代管人", demo.rng(f"custody hand {n}"))) for n in range(HANDS)
        ]
        self.agreements: list[CustodyAgreement] = []
        self.signatures: list[CustodySignature] = []
        self.checks: list[CustodyCheck] = []
        self.handovers: list[CustodyHandover] = []
        self.events: list[Event] = []
        self.numbers: dict[str, int] = {}

    def values(self, township: Organisation, number: int) -> dict:
        """What the form would give: three or four people and the terms."""
        county = township.code[:6]
        person, custodian, supervisor = (self.maker.human(county) for _ in range(3))
        limited = number % 3 == 0
        guardian = self.maker.human(county) if limited else None
        begun = self.today - timedelta(days=self.rng.randint(20, 330))
        return {
            "custodian_name": custodian.name,
            "custodian_relation": self.rng.choice(RELATIONS),
            "custodian_address": f"{township.name}{self.maker.village()}{number % 90 + 1}号",
            "custodian_phone": custodian.mobile,
            "custodian_is_official": False,
            "family_agreement_on": None,
            "person_name": self._other(person.name, custodian.name, supervisor.name),
            "person_id_number": person.id_number,
            "aid": self.rng.choice(("low_income", "extreme_poverty", "extreme_poverty")),
            "capacity": Capacity.LIMITED if limited else Capacity.FULL,
            "reason": self.rng.choice(REASONS),
            "guardian_name": guardian.name if guardian else "",
            "guardian_relation": "兄弟姐妹" if guardian else "",
            "guardian_phone": guardian.mobile if guardian else "",
            "supervisor_name": self._other(supervisor.name, custodian.name, ""),
            "supervisor_phone": supervisor.mobile,
            "supervisor_unrelated": True,
            "scope": self.rng.choice(SCOPES),
            "monthly": yuan(self.rng.randint(420, 1280)),
            "account_tail": f"{self.rng.randrange(10000):04d}",
            "single_limit": yuan(self.rng.choice((200, 300, 500))),
            "report_cycle": self.rng.choice(("month", "quarter")),
            "check_cycle": "half_year" if number % 5 else "quarter",
            "pay": Decimal(0),
            "paid_by": "",
            "starts_on": begun,
            "ends_on": term_end(begun, 12),
            "opening_balance": yuan(self.rng.randint(0, 3000)),
        }

    @staticmethod
    def _other(name: str, *taken: str) -> str:
        return f"{name}华" if name in taken else name

    def add(self, township: Organisation, number: int) -> None:
        values = self.values(township, number)
        begun = values["starts_on"]
        at = timezone.localtime(self.demo.at).replace(
            year=begun.year, month=begun.month, day=begun.day, hour=10
        )
        head = f"代管-{township.code}-{begun.year}-"
        self.numbers[head] = self.numbers.get(head, 0) + 1
        row = CustodyAgreement(
            township=township,
            clerk=self.clerks.get(township.pk, self.by),
            code=make_code(self.rng.randbytes(RANDOM_BYTES)),
            number=f"{head}{self.numbers[head]:04d}",
            person_id_hash=lookup_hash("id_number", values["person_id_number"]),
            created_at=at - timedelta(days=2),
            status=CustodyStatus.ACTIVE,
            activated_at=at,
            **values,
        )
        freeze_text(row)
        row.next_check_on = custody.next_check(begun, row.check_cycle)
        self.agreements.append(row)
        self._event(row, CustodyEvent.DRAFTED, row.created_at, number=row.number)
        self._event(row, CustodyEvent.FROZEN, row.created_at, text=row.digest)
        self._sign(row)
        self._event(row, CustodyEvent.IN_FORCE, at, text=row.digest)
        self._check(row, number)
        if number % 23 == 5 and not row.open_findings:
            self._end(row)

    def _event(self, row: CustodyAgreement, kind: EvidenceKind, at, **data) -> None:
        self.events.append(Event(row, kind, at, {"by": row.clerk_id, **data}))

    def _sign(self, row: CustodyAgreement) -> None:
        """The custodian by a link, on the own phone; the others at the clerk's table."""
        drawn_by = self.rng.sample(self.hands, len(row.parties))
        for place, (party, drawn) in enumerate(zip(row.parties, drawn_by, strict=True)):
            by_link = party == Party.CUSTODIAN
            signature = CustodySignature(
                agreement=row,
                party=party,
                name=row.party_name(party),
                method="link" if by_link else "device",
                strokes=drawn.as_data(),
                path=strokes.svg_path(drawn),
                id_seen=party not in {Party.CUSTODIAN, Party.TOWNSHIP},
                host_id=None if by_link else row.clerk_id,
                at=row.activated_at - timedelta(minutes=20 - 4 * place),
            )
            self.signatures.append(signature)
            data = signature_data(row, signature)
            self.events.append(Event(row, CustodyEvent.SIGNED, signature.at, data))

    def _check(self, row: CustodyAgreement, number: int) -> None:
        """Checks up to today; every ninth agreement is behind with the last one."""
        before, due = row.opening_balance, row.next_check_on
        while due <= self.today:
            if number % 9 == 2 and custody.next_check(due, row.check_cycle) > self.today:
                break
            check = self._one_check(row, due, before, odd=number % 17 == 4)
            before, row.next_check_on = check.actual, custody.next_check(due, row.check_cycle)
            due = row.next_check_on

    def _one_check(
        self, row: CustodyAgreement, on: date, before: Decimal, *, odd: bool
    ) -> CustodyCheck:
        income = row.monthly * custody.MONTHS[custody.CustodyCycle(row.check_cycle)]
        expense = (income * Decimal(self.rng.randint(70, 95)) / 100).quantize(Decimal("0.01"))
        missing = Decimal(self.rng.choice((20, 35, 50))) if odd else Decimal(0)
        actual = before + income - expense - missing
        sums = custody.settle(before, income, expense, actual)
        is_open = odd and self.rng.random() < 0.6
        names = ("food", "clothing", "housing", "health", "surroundings")
        check = CustodyCheck(
            agreement=row,
            on=on,
            first_checker=str(row.clerk),
            second_checker=self.maker.human(row.township.code[:6]).name,
            ledger_complete=True,
            receipts_complete=not odd,
            previous=before,
            income=income,
            expense=expense,
            expected=sums.expected,
            actual=actual,
            difference=sums.difference,
            explanation="购药未附票据，代管人说明后补记" if odd else "",
            **{name: self.rng.choice(("good", "good", "fair")) for name in names},
            opinion="本人表示满意" if row.capacity == Capacity.FULL else "监护人无异议",
            problem="票据不齐，账款不符" if odd else "",
            rectify_by=on + timedelta(days=15) if odd else None,
            recorded_by=row.clerk,
            recorded_at=self.demo.at - (self.today - on) * 1,
            rechecked_on=on + timedelta(days=0) if odd and not is_open else None,
            recheck_result="票据已补齐，余额相符" if odd and not is_open else "",
            rechecked_by=row.clerk if odd and not is_open else None,
        )
        row.open_findings += check.is_open
        self.checks.append(check)
        data = check_data(check)
        self.events.append(Event(row, CustodyEvent.CHECKED, check.recorded_at, data))
        return check

    def _end(self, row: CustodyAgreement) -> None:
        mine = [check for check in self.checks if check.agreement is row]
        drawn = self.hands[0]
        at = self.demo.at - timedelta(days=1)
        row.status, row.ended_at, row.ended_by = CustodyStatus.ENDED, at, row.clerk
        row.end_reason, row.next_check_on = "本人入住养老机构，款物移交", None
        self.handovers.append(
            CustodyHandover(
                agreement=row,
                on=timezone.localdate(at),
                balance=mine[-1].actual if mine else row.opening_balance,
                items="存折一本、棉被一床",
                received_by=row.guardian_name or row.person_name,
                strokes=drawn.as_data(),
                path=strokes.svg_path(drawn),
                witnessed_by=row.clerk,
                at=at,
            )
        )
        balance = str(self.handovers[-1].balance)
        self._event(row, CustodyEvent.ENDED, at, reason=row.end_reason, balance=balance)

    def save(self) -> None:
        for model, rows in (
            (CustodyAgreement, self.agreements),
            (CustodySignature, self.signatures),
            (CustodyCheck, self.checks),
            (CustodyHandover, self.handovers),
        ):
            model.objects.bulk_create(rows, batch_size=200)
        record_many(self.events)
        adopt_rows(kinds=KEPT_ROWS, at=self.demo.at)
        expect_later(due=[(row.subject, SIGNED_FILE, self.demo.at) for row in self.agreements])
