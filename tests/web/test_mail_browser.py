"""The outbox in a real browser: drafted from the case, released by a second person, readable on a narrow screen."""

from typing import Any

from browser import Site
from campaign_world import make_world
from mail_world import mail_in, make_mail_case
from noroshi.records.models import MailMessage
from page_checks import faults


def _overflows(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"))


def test_a_mail_is_drafted_and_released(site: Site) -> None:
    """By links and buttons alone, by two people; no page is wider than the window, at 683 px (200 % zoom) either."""
    world = make_world()
    case = make_mail_case(world)
    page = site.open(f"/cases/{case.pk}/", world.people["officer"])
    page.get_by_role("link", name="メールを作成する").click()
    page.get_by_role("button", name="下書きを作成する").click()
    page.get_by_text("別の職員の承認を待っています").wait_for()
    mail = MailMessage.objects.within(world.system).get()
    second = site.open("/mail/", world.people["approver"])
    second.get_by_role("link", name=case.organization.name).click()
    second.get_by_role("button", name="承認する(二名確認)").click()
    second.get_by_text("送信はされません").wait_for()
    assert MailMessage.objects.within(world.system).get(pk=mail.pk).state == "approved"
    unclear = mail_in(world, "unclear")
    for path in ("/mail/?show=all", f"/mail/{mail.pk}/", f"/mail/{unclear.pk}/", f"/cases/{case.pk}/mail/new/"):
        for width in (1366, 683):
            person = world.people["officer" if "new" in path else "supervisor"]
            shown = site.open(path, person, width=width)
            assert not _overflows(shown), (path, width)
            assert faults(shown) == [], (path, width)
