from reminders.adapters.gateways import fault_of, send
from reminders.engine.outcome import Message, Outcome


def test_the_product_is_always_set_up_and_reaches_whoever_can_log_in():
    assert fault_of("in_product") == ""
    assert send("in_product", Message("17", "a", "b")).outcome == Outcome.SENT
    assert send("in_product", Message("", "a", "b")).outcome == Outcome.NO_ADDRESS
