import pytest

from pledges.custody.models.signing import METHOD_PRINTED, CustodySignature, PaperScan
from staff.models.user import User


@pytest.mark.parametrize(
    ("method", "id_seen", "printed"),
    [
        ("device", False, "当面在经办人设备上手写"),
        ("device", True, "当面在经办人设备上手写，已核对身份证件"),
        ("link", True, "一次性链接并验证短信码后手写"),
        ("paper", False, "见纸质原件扫描件"),
    ],
)
def test_the_paper_says_how_it_was_signed(method, id_seen, printed):
    assert CustodySignature(method=method, id_seen=id_seen).method_printed == printed


def test_every_way_of_signing_has_its_printed_words():
    assert set(METHOD_PRINTED) == set(CustodySignature.Method.values)


def test_a_mark_is_called_a_mark():
    row = CustodySignature(method="paper", is_mark=True)
    assert row.method_printed == "按指印或画押，见纸质原件扫描件"


def test_witnesses_were_named_by_who_filed_the_scan_hosted_or_signed():
    clerk, host = User(name="柏青"), User(name="普慧")
    assert CustodySignature(scan=PaperScan(entered_by=clerk)).stated_by == "柏青"
    assert CustodySignature(host=host).stated_by == "普慧"
    assert CustodySignature(name="陈守信").stated_by == "陈守信"
