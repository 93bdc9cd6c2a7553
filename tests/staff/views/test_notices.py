from cms.lends import collect_cards
from staff.flows.telling import tell_holder
from staff.models.accounts import AccountNotice


def test_the_home_page_says_it_until_the_holder_has_read_it(world, login, at):
    user = world.users["staff"]
    tell_holder(user=user, kind="code_issued", by=world.users["admin"], at=at)
    client = login(user)
    card = "/me/notices/"
    page = client.get(card)
    assert card in [one.url for one in collect_cards(page.wsgi_request, at)]
    assert "admin" in page.text
    assert (
        AccountNotice.objects.filter(seen_at__isnull=True).count() == 1
    )  # looking changes nothing
    assert client.post(card).status_code == 302
    assert AccountNotice.objects.filter(user=user, seen_at__isnull=True).count() == 0
    assert card not in [one.url for one in collect_cards(page.wsgi_request, at)]


def test_each_sees_the_own_only(world, login, at):
    tell_holder(user=world.users["staff"], kind="role_given", by=None, at=at, detail="阅卷人")
    client = login(world.users["coordinator"])
    assert "阅卷人" not in client.get("/me/notices/").text
    client.post("/me/notices/")
    assert AccountNotice.objects.filter(seen_at__isnull=True).count() == 1
