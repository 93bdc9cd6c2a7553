"""What engines take and return is a value: nobody changes it on the way."""

import dataclasses
import importlib
import pkgutil
from types import ModuleType

import pytest
from django.apps import apps

import cms.lib


def modules_of(package: ModuleType) -> list[ModuleType]:
    names = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    return [importlib.import_module(found.name) for found in names if not found.ispkg]


def engines() -> list[ModuleType]:
    """`engine/` of every app of ours, and the ground all of them stand on."""
    found = modules_of(cms.lib)
    for config in apps.get_app_configs():
        if importlib.util.find_spec(f"{config.name}.engine") is not None:
            found += modules_of(importlib.import_module(f"{config.name}.engine"))
    return found


BUILDERS = {"cms.lib.demo.Demo", "cms.lib.pdf.binder.Entry"}  # filled while something is made


def name_of(value: type) -> str:
    return f"{value.__module__}.{value.__qualname__}"


VALUES = sorted(
    {
        thing
        for module in engines()
        for thing in vars(module).values()
        if dataclasses.is_dataclass(thing)
        and thing.__module__ == module.__name__
        and name_of(thing) not in BUILDERS
    },
    key=name_of,
)


def test_the_walk_finds_the_house():
    assert {name_of(value) for value in VALUES} >= {
        "cms.lib.chain.Break",
        "staff.engine.roster.plan.Plan",
        "bank.engine.items.ItemContent",
        "pledges.rounds.engine.diff.Change",
    }


@pytest.mark.parametrize("value", VALUES, ids=name_of)
def test_a_value_cannot_be_changed(value):
    assert value.__dataclass_params__.frozen
