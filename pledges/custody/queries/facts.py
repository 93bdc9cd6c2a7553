"""What the words of an agreement, a signature and a check say, as they enter the evidence."""

from cms.lib import chain
from cms.lib.dates import chinese_date
from pledges.custody.models.agreement import CustodyAgreement
from pledges.custody.models.check import CustodyCheck
from pledges.custody.models.signing import CustodySignature, PaperScan

CHINESE = {
    "low_income": "低保",
    "extreme_poverty": "特困（分散供养）",
    "other": "其他",
    "full": "完全",
    "limited": "限制",
    "none": "无",
    "month": "月",
    "quarter": "季",
    "half_year": "半年",
}
SCOPE_WORDS = {
    "allowance": "低保金",
    "living": "特困基本生活费",
    "care": "照料护理费",
    "temporary": "临时救助金",
    "goods": "实物",
    "other": "其他救助款物",
}
HANDOVER_DAYS = 7


def text_values(agreement: CustodyAgreement) -> dict[str, str]:
    """What the placeholders of the agreement's text stand for."""
    guardian = "无（本人具有完全民事行为能力）"
    if agreement.guardian_name:
        phone = agreement.guardian_phone or "无"
        guardian = f"{agreement.guardian_name}　关系：{agreement.guardian_relation}　电话：{phone}"
    paid = f"由{agreement.paid_by or '甲方'}承担报酬，每月{agreement.pay}元"
    return {
        "协议编号": agreement.number,
        "甲方": agreement.township.name,
        "经办机构": f"{agreement.township.name}社会救助经办机构",
        "甲方联系人": str(agreement.clerk),
        "乙方": agreement.custodian_name,
        "乙方关系": agreement.custodian_relation,
        "乙方住址": agreement.custodian_address,
        "乙方电话": agreement.custodian_phone,
        "丙方": agreement.person_name,
        "救助类别": CHINESE[agreement.aid],
        "行为能力": CHINESE[agreement.capacity],
        "监护人": guardian,
        "监督人": agreement.supervisor_name,
        "监督人电话": agreement.supervisor_phone,
        "原因": agreement.reason,
        "范围": "、".join(SCOPE_WORDS[code] for code in agreement.scope),
        "月均": str(agreement.monthly),
        "账户尾号": agreement.account_tail,
        "单笔限额": str(agreement.single_limit),
        "报账周期": CHINESE[agreement.report_cycle],
        "检查周期": CHINESE[agreement.check_cycle],
        "报酬": paid if agreement.pay else "无偿代管",
        "起始日": chinese_date(agreement.starts_on),
        "到期日": chinese_date(agreement.ends_on),
        "移交天数": str(HANDOVER_DAYS),
        "份数": "四",
    }


def signature_data(agreement: CustodyAgreement, signature: CustodySignature) -> dict:
    """What the evidence entry of a signature says."""
    return {
        "party": str(signature.party),
        "text": agreement.digest,
        "signature": chain.digest(chain.canonical(signature.strokes)),
        "method": str(signature.method),
        "id_seen": signature.id_seen,
        "mark": signature.is_mark,
        "witnesses": len(signature.witnesses),
        "host": signature.host_id or 0,
        **_paper_data(signature),
    }


def _paper_data(signature: CustodySignature) -> dict:
    """Of a signature on paper: the scan that shows it, the day read off it, and by whom."""
    scan, day = signature.scan, signature.stated_on
    if scan is None or day is None:
        return {}
    told = {"scan": scan.sha256, "signed_on": day.isoformat(), "stated_by": scan.entered_by_id}
    return told | {"confirmed_by": scan.decided_by_id or 0}


def scan_data(scan: PaperScan) -> dict:
    """What the evidence entry of a filed scan says; what was read off it by its digest."""
    return {
        "sha256": scan.sha256,
        "size": scan.size,
        "by": scan.entered_by_id,
        "stated": chain.digest(chain.canonical({"stated": scan.stated})),
    }


def check_data(check: CustodyCheck) -> dict:
    """What the evidence entry of a check says; amounts as text."""
    return {
        "on": str(check.on),
        "expected": str(check.expected),
        "actual": str(check.actual),
        "difference": str(check.difference),
        "problem": bool(check.problem),
        "by": check.recorded_by_id,
    }
