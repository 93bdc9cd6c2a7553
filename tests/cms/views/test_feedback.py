import pytest
from django.test import Client

from cms.models.feedback import Feedback
from tests.factories.staff import make_user
from tests.markup import flat

pytestmark = pytest.mark.django_db
ZH = {"headers": {"accept-language": "zh-hans"}}


def test_anybody_may_send_and_gets_a_reference():
    client = Client(**ZH)
    form = client.get("/feedback/?page=/exams/")
    assert 'value="/exams/"' in form.text
    answer = client.post("/feedback/", {"kind": "complaint", "text": "打不开", "page": "/exams/"})
    kept = Feedback.objects.get()
    assert answer.headers["Location"] == "/feedback/sent/"
    assert kept.reference in client.get("/feedback/sent/").text
    assert kept.user is None


def test_the_account_is_kept(login):
    user = make_user("YX00001")
    login(user).post("/feedback/", {"kind": "suggestion", "text": "很好"})
    assert Feedback.objects.get().user == user


def test_an_empty_message_is_refused_with_a_summary():
    answer = Client(**ZH).post("/feedback/", {"kind": "complaint", "text": " "})
    assert "<title>有误：" in answer.text
    assert '<a href="#id_text">具体内容：请填写此项。</a>' in flat(answer.text)
    assert Feedback.objects.count() == 0


def test_a_flood_is_answered_in_words():
    client = Client(**ZH)
    for _each in range(11):
        answer = client.post("/feedback/", {"kind": "complaint", "text": "打不开"})
    assert "您一小时内已提交多条意见" in answer.text
    assert Feedback.objects.count() == 10


def test_the_thank_you_page_without_a_message_leads_to_the_form():
    assert Client().get("/feedback/sent/").headers["Location"] == "/feedback/"
