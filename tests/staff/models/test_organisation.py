import pytest

from staff.models.organisation import Division, DivisionAlias, Organisation, Post
from tests.factories.staff import make_division, make_organisation, make_post
from tests.rows import refused


@pytest.mark.parametrize(
    ("root", "number"), [("city", 6), ("eshan", 3), ("xinping", 2), ("guishan", 1)]
)
def test_under_is_the_whole_subtree_with_its_root(world, root, number):
    organisation = getattr(world, root)
    rows = Organisation.objects.under(organisation)
    assert rows.count() == number
    assert organisation in rows


def test_under_nothing_is_nothing(world):
    assert not Organisation.objects.under().exists()


def test_two_subtrees_are_one_query(world, django_assert_num_queries):
    with django_assert_num_queries(1):
        rows = list(Organisation.objects.under(world.eshan, world.guishan))
    assert len(rows) == 4


def test_the_tree_is_read_in_the_order_of_the_codes(world):
    codes = [row.code for row in Organisation.objects.all()]
    assert codes == sorted(codes)


@pytest.mark.parametrize(
    ("place", "county"),
    [
        ("city", None),
        ("eshan", "峨山县民政局"),
        ("shuangjiang", "峨山县民政局"),
        ("guishan", "新平县民政局"),
    ],
)
def test_the_county_a_place_lies_in(world, place, county):
    division = getattr(world, place).county_division
    assert (division.name if division else None) == county


def test_a_code_is_one_organisations(world):
    division = make_division("530499", "另一县", "county")
    values = {"name": "另一县民政局", "short_name": "另一县", "kind": "county"}
    with refused("code"):
        Organisation.objects.get(pk=world.city.pk).add_child(
            code=world.eshan.code, division=division, **values
        )


def test_an_alias_stands_once_at_its_division(world):
    eshan, xinping = world.eshan.division, world.xinping.division
    DivisionAlias.objects.create(division=eshan, text="峨山")
    DivisionAlias.objects.create(division=xinping, text="峨山")
    with refused("alias_once_per_division"):
        DivisionAlias.objects.create(division=eshan, text="峨山")


@pytest.mark.parametrize("values", [{"code": "clerk"}, {"name": "经办"}])
def test_a_post_has_a_code_and_a_name_of_its_own(db, values):
    Post.objects.create(code="clerk", name="经办")
    with refused("staff_post"):
        Post.objects.create(**{"code": "other", "name": "其他", **values})


def test_everything_is_called_by_its_name(world):
    assert str(world.eshan) == "峨山县民政局"
    assert str(make_post("入户核查")) == "入户核查"
    assert str(Division.objects.get(code=world.city.code)) == "玉溪市民政局"
    assert str(DivisionAlias(text="旧名")) == "旧名"
    assert make_organisation("530428", "元江县民政局", "county", world.city).depth == 2
