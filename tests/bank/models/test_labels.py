from bank.engine import faults
from bank.engine.faults import Fault
from bank.engine.items import Kind, Mark
from bank.models.labels import FAULTS, KIND_LABELS, MARK_LABELS, fault_text


def test_every_kind_and_every_mark_has_words():
    assert set(KIND_LABELS) == set(Kind)
    assert set(MARK_LABELS) == set(Mark)


def test_every_fault_that_the_engine_knows_has_words():
    codes = {
        constant
        for function in vars(faults).values()
        if hasattr(function, "__code__")
        for constant in function.__code__.co_consts
        if isinstance(constant, str) and constant.islower() and "_" in constant
    }
    assert codes == set(FAULTS)


def test_a_fault_is_said_with_its_numbers(settings):
    settings.LANGUAGE_CODE = "en"
    fault = Fault("gaps_differ", "key", (("gaps", 2), ("keys", 3)))
    assert "2 blanks" in str(fault_text(fault))
