import pytest

from staff.engine.roster.cells import BadCell
from staff.engine.roster.places import Place, Places, stem

CITY, ESHAN, XINPING, JIANGCHUAN, YIMEN = range(1, 6)
PLACES = Places(
    [
        Place(CITY, "530400", "city", None, ("玉溪市", "玉溪市民政局")),
        Place(ESHAN, "530426", "county", CITY, ("峨山彝族自治县", "峨山县", "峨山县民政局")),
        Place(XINPING, "530427", "county", CITY, ("新平彝族傣族自治县", "新平县")),
        Place(JIANGCHUAN, "530403", "county", CITY, ("江川区", "530421")),
        Place(YIMEN, "530425", "county", CITY, ("易门县",)),
        Place(11, "530426001", "township", ESHAN, ("双江街道",)),
        Place(12, "530426002", "township", ESHAN, ("小街街道",)),
        Place(13, "530425204", "township", YIMEN, ("小街乡",)),
        Place(14, "530426202", "township", ESHAN, ("大龙潭乡",)),
        Place(15, "530425201", "township", YIMEN, ("浦贝彝族乡",)),
    ]
)


@pytest.mark.parametrize(
    ("county", "township", "unit", "key"),
    [
        ("峨山彝族自治县", "双江街道", "", 11),
        ("峨山县", "双江", "", 11),
        ("峨山", "双江街道办事处", "", 11),
        ("530426", "530426001", "", 11),
        ("新平", "", "", XINPING),
        ("江川县", "", "", JIANGCHUAN),
        ("530421", "", "", JIANGCHUAN),
        ("玉溪市峨山县", "双江街道", "", 11),
        ("", "双江街道", "", 11),
        ("易门县", "小街", "", 13),
        ("峨山县", "小街镇", "", 12),
        ("易门", "浦贝乡", "", 15),
        ("", "", "峨山县民政局", ESHAN),
        ("", "", "玉溪市民政局", CITY),
        ("", "", "峨山县双江街道", 11),
        ("", "", "玉溪市峨山县双江街道办事处", 11),
        ("峨山县", "", "双江街道民政办公室", 11),
        ("峨山县", "", "社会救助中心", ESHAN),
        ("峨山县", "峨山县", "", ESHAN),
        ("", "峨山县双江街道", "", 11),
    ],
)
def test_found(county, township, unit, key):
    assert PLACES.find(county, township, unit) == key


@pytest.mark.parametrize(
    ("county", "township", "unit", "code"),
    [
        ("昆明县", "", "", "county_unknown"),
        ("峨山县", "桃园乡", "", "township_unknown"),
        ("", "小街", "", "place_ambiguous"),
        ("", "", "", "place_empty"),
        ("", "", "火星办事处", "place_unknown"),
        ("新平县", "双江街道", "", "township_unknown"),
    ],
)
def test_not_found(county, township, unit, code):
    for _again in range(2):  # the second answer comes from memory
        with pytest.raises(BadCell) as caught:
            PLACES.find(county, township, unit)
        assert caught.value.code == code


def test_a_near_name_is_offered():
    with pytest.raises(BadCell) as caught:
        PLACES.find("峨山县", "双疆街道", "")
    assert caught.value.params["near"] == "双江街道、小街街道"


@pytest.mark.parametrize(
    ("text", "short"),
    [("峨山彝族自治县", "峨山"), ("新平彝族傣族自治县", "新平"), ("兴蒙蒙古族乡", "兴蒙"),
     ("通红甸彝族苗族乡", "通红甸"), ("大营街街道", "大营街"), ("甸中镇人民政府", "甸中"),
     ("乡", "乡")],
)  # fmt: skip
def test_stem(text, short):
    assert stem(text) == short


TWINS = [
    Place(1, "530426", "county", None, ("峨山县", "峨")),
    Place(2, "530426101", "township", 1, ("甸中镇",)),
    Place(3, "530426201", "township", 1, ("甸中乡",)),
    Place(4, "530426001", "township", 1, ("双江街道",)),
    Place(5, "530427", "county", None, ("新平县",)),
    Place(6, "530427101", "township", 5, ("扬武镇",)),
    Place(7, "530427001", "township", 5, ("双江乡",)),
]


@pytest.fixture
def twins() -> Places:
    return Places(TWINS)


def fault(places: Places, *asked: str) -> BadCell:
    with pytest.raises(BadCell) as caught:
        places.find(*asked)
    return caught.value


@pytest.mark.parametrize(("text", "key"), [("甸中镇", 2), ("甸中乡", 3), ("甸 中 乡", 3)])
def test_what_is_written_out_is_that_place_and_no_other_of_its_stem(twins, text, key):
    assert twins.find("峨山县", text, "") == key
    assert twins.find("", text, "") == key


def test_a_stem_of_two_places_is_ambiguous(twins):
    found = fault(twins, "峨山县", "甸中", "")
    assert (found.code, found.params) == ("place_ambiguous", {"text": "甸中"})
    found = fault(twins, "", "", "甸中")
    assert (found.code, found.params) == ("place_ambiguous", {"text": "甸中"})


def test_a_county_parts_places_of_one_stem(twins):
    assert twins.find("峨山", "双江", "") == 4
    assert twins.find("新平", "双江", "") == 7
    assert fault(twins, "", "双江", "").code == "place_ambiguous"


@pytest.mark.parametrize("code", ["530426", "530426101"])
def test_a_code_is_a_name_as_well(twins, code):
    assert twins.find(code if len(code) == 6 else "", "" if len(code) == 6 else code, "") > 0


def test_every_writing_leads_there(twins):
    for text in ("峨山县", "峨山", "峨山县民政局", "峨山县人民政府", "峨"):
        assert twins.find(text, "", "") == 1


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("峨山县双江街道", 4),
        ("峨双江街道", 4),
        ("新平县双江", 7),
        ("新平扬武", 6),
        ("峨山县甸中乡", 3),
    ],
)
def test_county_and_township_in_one_cell(twins, text, key):
    assert twins.find("", text, "") == key
    assert twins.find("", "", text) == key


def test_in_one_cell_under_another_county_it_is_nowhere(twins):
    assert fault(twins, "新平县", "峨山县双江街道", "").code == "township_unknown"
    assert fault(twins, "", "峨山县扬武镇", "").code == "township_unknown"


def test_a_unit_elsewhere_does_not_lead_out_of_the_county(twins):
    assert twins.find("峨山县", "", "扬武镇") == 1
    assert twins.find("峨山县", "", "双江") == 4


def test_the_township_goes_before_the_unit_and_the_county_is_the_last(twins):
    assert twins.find("峨山县", "双江街道", "甸中镇") == 4
    assert twins.find("峨山县", "", "甸中镇") == 2
    assert twins.find("峨山县", "", "") == 1


def test_what_is_wrong_is_said_with_what_was_written(twins):
    assert fault(twins, "", "", "").params == {"text": ""}
    unknown = fault(twins, "", "", "火星")
    assert (unknown.code, unknown.params) == ("place_unknown", {"text": "火星"})
    county = fault(twins, "峨三县", "", "")
    assert (county.code, county.params) == ("county_unknown", {"text": "峨三县", "near": "峨山县"})
    township = fault(twins, "新平县", "杨武镇", "")
    assert township.params == {"text": "杨武镇", "near": "扬武镇"}


def test_a_near_name_is_looked_for_in_that_county_alone(twins):
    assert fault(twins, "峨山县", "扬武镇", "").params["near"] == ""
    assert fault(twins, "", "扬戊镇", "").params["near"] == "扬武镇"


def test_no_more_than_two_near_names_are_offered():
    places = Places(
        [
            Place(n, f"53042600{n}", "township", None, (f"双江{sign}街道",))
            for n, sign in enumerate("甲乙丙丁")
        ]
    )
    assert len(fault(places, "", "双江戊街道", "").params["near"].split("、")) == 2


def test_the_same_question_is_answered_once(twins, monkeypatch):
    asked = []
    answer = twins._find
    monkeypatch.setattr(twins, "_find", lambda *what: asked.append(what) or answer(*what))
    for _again in range(3):
        assert twins.find("峨山县", "双江街道", "") == 4
        assert fault(twins, "峨山县", "桃园", "").params["text"] == "桃园"
    assert asked == [("峨山县", "双江街道", ""), ("峨山县", "桃园", "")]
    first, second = fault(twins, "峨山县", "桃园", ""), fault(twins, "峨山县", "桃园", "")
    assert first is not second  # each row gets a fault of its own


def test_two_counties_of_one_name_are_no_answer():
    places = Places(
        [Place(1, "1", "county", None, ("东川区",)), Place(2, "2", "county", None, ("东川县",))]
    )
    assert fault(places, "东川", "", "").code == "county_unknown"
    assert places.find("东川县", "", "") == 2


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("江川区", "江川"),
        ("红塔市", "红塔"),
        ("双江街道办", "双江"),
        ("双江街道办事处", "双江"),
        ("峨山县民政局", "峨山"),
        ("峨山县民政和社会保障局", "峨山"),
        ("双江街道民政办公室", "双江"),
        ("双江街道民政办", "双江"),
        ("甸中镇社会救助站", "甸中"),
        ("东镇", "东镇"),
        ("小街", "小街"),
    ],
)
def test_a_stem_is_what_is_left_of_a_name_but_never_one_sign(text, short):
    assert stem(text) == short
