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
