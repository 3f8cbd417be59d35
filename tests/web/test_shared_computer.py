"""Handing a shared computer over: one press, and nothing of the first person is left in the browser."""

import pytest

from browser import Site
from campaign_world import make_case, make_world

pytestmark = pytest.mark.django_db


def test_the_back_button_shows_nothing_of_the_person_before(site: Site) -> None:
    """After the hand-over, going back leads to the login page; no copy of a page stays in the browser's stores."""
    world = make_world()
    case = make_case(world, state="contacting")
    officer = world.people["officer"]
    page = site.open("/cases/", officer)
    page.goto(f"{site.url}/cases/{case.pk}/")
    name = case.organization.name
    page.get_by_role("heading", level=1).wait_for()
    assert name in page.content()
    page.get_by_role("button", name="交代").click()
    page.get_by_text("次の方がログインしてください").wait_for()
    assert page.url.endswith("/accounts/login/?handed_over=1")
    for step in (page.go_back, page.go_back, page.go_forward, page.go_forward):
        step()
        page.wait_for_load_state()
        assert name not in page.content()
        assert officer.name_ja not in page.content()
    kept = page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert name not in kept
    assert "<" not in kept


def test_a_filtered_list_leaves_no_copy(site: Site) -> None:
    """The list that changes its address while one filters keeps no copy of itself for the back button."""
    world = make_world()
    case = make_case(world, state="contacting")
    page = site.open("/cases/", world.people["officer"])
    page.get_by_role("search").locator("select").first.select_option(index=1)
    page.wait_for_url("**/cases/?*")
    kept = page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert case.organization.name not in kept
    assert "<" not in kept


def test_the_next_person_starts_at_their_own_desk(site: Site) -> None:
    """The next person logs in on the page that is shown and does not come to the first person's page."""
    world = make_world()
    case = make_case(world, state="contacting")
    page = site.open(f"/cases/{case.pk}/", world.people["officer"])
    page.get_by_role("button", name="交代").click()
    following = world.people["administrator"]
    page.get_by_label("利用者名").fill(following.username)
    page.get_by_label("パスワード").fill(f"{following.username}-password-1")
    page.get_by_role("main").get_by_role("button", name="ログイン").click()
    page.wait_for_url(f"{site.url}/people/")
    assert following.name_ja in page.locator(".page-person").inner_text()
