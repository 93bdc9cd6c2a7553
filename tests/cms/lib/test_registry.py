"""What an app adds is found, in order, once."""

import pytest

from cms.lib.registry import Registry


def first() -> int:
    return 1


def second() -> int:
    return 2


def test_entries_come_in_their_order_and_equal_ones_as_they_were_added():
    registry: Registry = Registry()
    registry.add(second)
    registry.add(first)
    registry.at(5)(late := lambda: 3)
    assert list(registry) == [late, second, first]
    assert len(registry) == 3


def test_the_same_name_is_not_given_twice():
    registry = Registry(key=str.lower)
    registry.add("Envelope")
    with pytest.raises(ValueError, match="envelope"):
        registry.add("ENVELOPE")
    assert list(registry) == ["Envelope"]


def test_an_entry_is_found_by_its_name_for_as_long_as_it_is_lent():
    registry = Registry(key=str.lower)
    with registry.lent("Envelope"):
        assert registry.get("envelope") == "Envelope"
        assert registry.get("agreement") is None
    assert list(registry) == []


def test_add_gives_the_function_back_so_that_it_decorates():
    registry: Registry = Registry()

    @registry.add
    def lent() -> str:
        return "yes"

    assert lent() == "yes"
