from evidence.engine import consent

FIRST = "2d0231321dcbd44e8c6b78475d54273b8f7e3f22ab162c4a8c11530c3b0c2435"


def test_a_wording_once_asked_never_changes():
    assert consent.digest(1) == FIRST


def test_each_wording_has_a_digest_of_its_own():
    digests = {consent.digest(version) for version in consent.VERSIONS}
    assert len(digests) == len(consent.VERSIONS)
    assert consent.digest() == consent.digest(consent.CURRENT)
