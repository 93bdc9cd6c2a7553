from evidence.engine import consent

FIRST = "2d0231321dcbd44e8c6b78475d54273b8f7e3f22ab162c4a8c11530c3b0c2435"


def test_a_wording_once_asked_never_changes():
    assert consent.digest(1) == FIRST


def test_a_wording_is_found_by_its_digest():
    assert consent.version_of(consent.digest()) == consent.CURRENT
    assert consent.version_of("0" * 64) is None
