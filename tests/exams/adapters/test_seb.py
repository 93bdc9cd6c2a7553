import plistlib

import pytest

from exams.adapters.seb import MAX_BYTES, ConfigRefused, make_config, read_config
from exams.engine.seb import config_key

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
DOCTYPE = (
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" '
    '"http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n'
)


def plist(inner: str, doctype: str = DOCTYPE) -> bytes:
    return f'{HEAD}{doctype}<plist version="1.0">{inner}</plist>'.encode()


def test_a_configuration_is_read_with_its_types():
    found = read_config(
        plist(
            "<dict><key>startURL</key><string>https://甲.example/</string><key>allowQuit</key>"
            "<true/><key>zoomMode</key><integer>0</integer><key>salt</key><data>AP8=</data></dict>"
        )
    )
    assert found == {
        "startURL": "https://甲.example/", "allowQuit": True, "zoomMode": 0, "salt": b"\x00\xff"
    }  # fmt: skip


def test_order_and_origin_do_not_change_the_key():
    first = plist("<dict><key>a</key><true/><key>B</key><integer>1</integer></dict>")
    other = plist(
        "<dict><key>originatorVersion</key><string>SEB_Win_3.4</string>"
        "<key>B</key><integer>1</integer><key>a</key><true/></dict>",
        doctype="",
    )
    assert config_key(read_config(first)) == config_key(read_config(other))


ENTITY = '<!DOCTYPE plist [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE plist [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"pswd\x00\x01encrypted",
        b"<?xml this is no xml",
        plist("<array/>"),
        plist("<dict><key>a</key></dict>"),
        plist("<dict><key>a</key><integer>x</integer></dict>"),
        plist("<dict><key>a</key><string>&b;</string></dict>", ENTITY),
        plist("<dict><key>a</key><string>&a;</string></dict>", OUTSIDE),
        plist("<dict><key>a</key>" * 60 + "<true/>" + "</dict>" * 60),
        plist(f"<dict><key>a</key><string>{'x' * MAX_BYTES}</string></dict>"),
        plistlib.dumps({"a": 1}, fmt=plistlib.FMT_BINARY),
    ],
    ids=["empty", "encrypted", "broken", "list", "no value", "no number", "entities", "outside",
         "deep", "large", "binary"],
)  # fmt: skip
def test_everything_else_is_refused(data):
    with pytest.raises(ConfigRefused):
        read_config(data)


def test_the_made_configuration_leads_to_the_exam_and_proves_itself():
    found = read_config(make_config("https://jiangtang.example/exams/1/"))
    assert found["startURL"] == "https://jiangtang.example/exams/1/"
    assert found["sendBrowserExamKey"] is True
    assert make_config("https://a/") == make_config("https://a/")
