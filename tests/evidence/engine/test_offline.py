from evidence.engine.offline import PARTS, PLACE, Known, page

SCRIPTS = {name: f"/* {name} */" for name in PARTS}


def test_the_page_holds_every_part_in_order_and_whom_it_believes():
    made = page(f"<a>{PLACE}</a>", SCRIPTS, Known(["ab"], ["cd"], "2026-11-23")).decode()
    assert 'const KNOWN = {"seals": ["ab"], "roots": ["cd"], "made": "2026-11-23"};' in made
    places = [made.index(SCRIPTS[name]) for name in PARTS]
    assert places == sorted(places)
    assert PLACE not in made


def test_nothing_that_it_is_told_ends_the_script():
    assert b"</script>" not in page(PLACE, SCRIPTS, Known(["</script>"]))
