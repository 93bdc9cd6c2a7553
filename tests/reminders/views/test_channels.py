import pytest
from django.urls import reverse

from tests.factories.reminders import make_reminder, sent

pytestmark = pytest.mark.usefixtures("time_machine_at")


def test_hr_of_the_city_sees_which_channel_cannot_send_and_why(world, login, at, channels):
    channels(in_product="Taking", mail="Unset")
    make_reminder(world.members["staff"], at, **sent(at))
    page = login(world.users["hr_city"]).get(reverse("desk_channels")).content.decode()
    assert page.count("未配置") >= 2
    assert "没有密钥" in page
    assert "已发送 1" in page


@pytest.mark.parametrize("name", ["hr_county", "inspector", "staff", "admin"])
def test_it_is_no_page_for_others(world, login, name):
    assert login(world.users[name]).get(reverse("desk_channels")).status_code == 404
