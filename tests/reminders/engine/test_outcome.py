from reminders.engine.outcome import Answer, Outcome
from tests.reminders.worked import table


def test_the_guide_explains_every_outcome():
    assert [name for name, _words in table("每条提醒的结果")] == [one.value for one in Outcome]


def test_an_answer_fits_its_columns_and_only_sent_is_sent():
    assert Answer.sent("x" * 500).reference == "x" * 120
    assert Answer.failed("y" * 500).problem == "y" * 200
    answers = [Answer.sent(), Answer.failed("no"), Answer.not_configured("no")]
    assert [answer.is_sent for answer in answers] == [True, False, False]
