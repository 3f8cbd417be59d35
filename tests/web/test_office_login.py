"""Logging in through the office's own provider: known people only, and never a new account."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount

from browser import Site
from campaign_world import make_world
from noroshi.records.models import Event, User
from office_provider import OfficeProvider, office_provider

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings: Any) -> Iterator[OfficeProvider]:
    """Run the provider, configured as the environment variables would."""
    with office_provider() as running:
        app = {"provider_id": "office", "name": "x", "client_id": "noroshi", "secret": "x"}
        app["settings"] = {"server_url": running.url}  # type: ignore[assignment]
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield running


def _log_in(site: Site) -> Any:
    page = site.open("/accounts/login/")
    page.get_by_role("button", name="職員アカウント").click()
    return page


def test_a_known_person_logs_in(site: Site, provider: OfficeProvider) -> None:
    """The provider's user name opens the account of that name; the second time the tie is already there."""
    person = make_world().people["administrator"]
    provider.name = person.username
    for _ in range(2):
        page = _log_in(site)
        page.wait_for_url(f"{site.url}/people/")
        assert person.name_ja in page.locator(".page-person").inner_text()
    assert SocialAccount.objects.get().user == person
    assert Event.chain.filter(action="account.signed_in", actor=person).count() == 2


def test_a_name_that_the_office_gave_to_another_opens_nothing(site: Site, provider: OfficeProvider) -> None:
    """The tie holds the person's identifier: the next holder of the user name is not let in, and the chain says so."""
    site.expect("403")
    person = make_world().people["administrator"]
    SocialAccount.objects.create(user=person, provider="office", uid="who-left")
    provider.name, provider.subject = person.username, "who-came"
    page = _log_in(site)
    page.get_by_text("利用者の作成を依頼").wait_for()
    assert SocialAccount.objects.get().uid == "who-left"
    assert Event.chain.filter(action="account.office_changed", subject=f"user:{person.pk}").count() == 1


def test_an_unknown_person_is_told_whom_to_ask(site: Site, provider: OfficeProvider) -> None:
    """Whom the office confirms and nobody registered here gets no account and words that help."""
    site.expect("403")
    make_world()
    provider.name = "somebody-else"
    before = User.objects.count()
    page = _log_in(site)
    page.get_by_text("利用者の作成を依頼").wait_for()
    assert User.objects.count() == before
    page.goto(site.url + "/people/")
    assert "/accounts/login/" in page.url


def test_a_closed_account_stays_closed(site: Site, provider: OfficeProvider) -> None:
    """The office's word does not open an account that was closed here."""
    site.expect("403")
    person = make_world().people["administrator"]
    person.is_active = False
    person.save()
    provider.name = person.username
    page = _log_in(site)
    page.get_by_text("利用者の作成を依頼").wait_for()


def test_a_refusal_by_the_provider_is_explained(site: Site, provider: OfficeProvider) -> None:
    """Somebody who cancels at the provider comes back to a page of ours."""
    make_world()
    provider.refuse = True
    page = _log_in(site)
    page.get_by_role("heading", name="ログインを取りやめました").wait_for()


def test_the_environment_configures_it() -> None:
    """The address in the environment makes the provider appear."""
    code = (
        "import django; django.setup()\nfrom django.conf import settings as s\n"
        "print([a['settings']['server_url'] for a in s.SOCIALACCOUNT_PROVIDERS['openid_connect']['APPS']])"
    )
    base = {**os.environ, "DJANGO_SETTINGS_MODULE": "noroshi.web.settings", "NOROSHI_DEMO": "1"}
    for extra, expected in (({}, "[]"), ({"NOROSHI_OIDC_URL": "https://id.example.jp"}, "['https://id.example.jp']")):
        done = subprocess.run(
            [sys.executable, "-c", code], env=base | extra, capture_output=True, text=True, check=True, timeout=60
        )
        assert done.stdout.strip() == expected
