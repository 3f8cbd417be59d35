"""The switchboard's pages."""

import pytest
from django.test import Client
from django.urls import reverse

from browser import Site
from campaign_world import World, make_case, make_world
from noroshi.notify.reference_number import format as format_reference

pytestmark = pytest.mark.django_db


def log_in(client: Client, world: World) -> Client:
    """Log the unit's switchboard in."""
    client.force_login(world.people["switchboard"])
    return client


def test_the_answer_confirms_and_nothing_more(client: Client) -> None:
    """No organisation, product, address, version or CVE appears, only the desk to connect to."""
    world = make_world()
    case = make_case(world)
    page = log_in(client, world).post(reverse("lookup"), {"number": case.reference}).content.decode()
    assert "当方からの連絡です" in page
    assert world.unit.name_ja in page
    finding = case.findings.get()
    for secret in (case.organization.name, finding.product, finding.version_text, finding.cves[0]["cve"]):
        assert secret not in page


@pytest.mark.parametrize(("typed", "said"), [("9999999999", "読み取れませんでした"), ("", "入力してください")])
def test_what_is_no_number_is_said_so(client: Client, typed: str, said: str) -> None:
    """A slip asks for reading again; an empty field says what to do."""
    assert said in log_in(client, make_world()).post(reverse("lookup"), {"number": typed}).content.decode()


def test_too_many_misses_are_said_in_words(client: Client) -> None:
    """The page tells the switchboard to wait and what to do with the callers meanwhile."""
    log_in(client, make_world())
    pages = [client.post(reverse("lookup"), {"number": "1"}) for _ in range(21)]
    assert "お待ちください" in pages[-1].content.decode()


def test_the_night_list_gives_no_whole_number_and_no_name(client: Client) -> None:
    """Five digits of every released case, sorted; drafts and other units are not on it."""
    world, other = make_world("A"), make_world("B")
    cases = [make_case(world) for _ in range(3)]
    hidden = [make_case(world, state="draft"), make_case(other)]
    response = log_in(client, world).get(reverse("night_desk"))
    text = response.content.decode()
    [shown] = response.context["lists"]
    assert list(shown.beginnings) == sorted({f"{case.reference[:3]}-{case.reference[3:5]}" for case in cases})
    for case in [*cases, *hidden]:
        assert case.reference not in text
        assert format_reference(case.reference) not in text
        assert case.organization.name not in text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1366])
def test_a_call_is_answered_with_the_keyboard_in_the_browser(site: Site, width: int) -> None:
    """The field has the focus, Enter asks, the answer is announced, and the field is ready for the next call."""
    world = make_world()
    case = make_case(world)
    page = site.open("/lookup/", world.people["switchboard"], width=width)
    page.keyboard.type(format_reference(case.reference))
    page.keyboard.press("Enter")
    assert "当方からの連絡です" in page.locator("section[role=status]").inner_text()
    assert page.evaluate("document.activeElement.name") == "number"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
