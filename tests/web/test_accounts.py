"""Logging in: every page that can be reached is ours, in both languages; nothing can be reached that should not be."""

import datetime as dt
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from browser import Site
from campaign_world import World, make_world
from noroshi.records.models import User
from noroshi.web.accounts import KnownPeopleAdapter
from noroshi.web.urls_accounts import CLOSED, urlpatterns

HALF_MINUTE = 60_000_000
pytestmark = pytest.mark.django_db
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*(src=|type=\"application/json\"))", re.IGNORECASE)


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture(autouse=True)
def standing_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the half minute of a code from ending between showing and typing it."""
    monkeypatch.setattr(auth, "yield_hotp_counters_from_time", lambda: iter([HALF_MINUTE]))


def totp_code(secret: str) -> str:
    """Return the code that an app shows."""
    return format_hotp_value(hotp_value(secret, HALF_MINUTE))


def log_in(client: Client, person: User) -> Any:
    return client.post(
        reverse("account_login"), {"login": person.username, "password": f"{person.username}-password-1"}
    )


def reauthenticate(client: Client, person: User) -> None:
    client.post(reverse("account_reauthenticate"), {"password": f"{person.username}-password-1"})


def give_key(person: User) -> Authenticator:
    return Authenticator.objects.create(user=person, type="webauthn", data={"name": "青いキー", "credential": {}})


@pytest.fixture
def known_client(client: Client, world: World) -> Client:
    """Return a browser in which a person logged in and confirmed the password."""
    person = world.people["officer"]
    log_in(client, person)
    reauthenticate(client, person)
    return client


def visits(key: Authenticator) -> dict[str, int]:
    """Every address of logging in, with the answer that a person with second factors gets."""
    names = (
        "account_logout account_inactive password_expired account_reauthenticate account_change_password mfa_index "
        "mfa_reauthenticate mfa_deactivate_totp mfa_view_recovery_codes mfa_generate_recovery_codes "
        "mfa_download_recovery_codes mfa_list_webauthn office_account_unknown socialaccount_login_cancelled "
        "socialaccount_login_error certificate_needed certificate_refused"
    )
    pages = dict.fromkeys(names.split(), 200)
    pages |= {"password_expired": 403, "office_account_unknown": 403, "socialaccount_login_error": 401}
    pages |= {"certificate_needed": 403, "certificate_refused": 403}
    pages |= {"account_login": 302, "mfa_activate_totp": 302, "mfa_authenticate": 302, "switch_user": 405}
    addresses = {reverse(name): status for name, status in pages.items()}
    addresses |= {reverse("mfa_remove_webauthn", args=[key.pk]): 200, reverse("mfa_edit_webauthn", args=[key.pk]): 200}
    addresses |= {reverse(name, args=["office"]): 404 for name in ("openid_connect_login", "openid_connect_callback")}
    return addresses | {reverse(name): 404 for name in CLOSED.values()}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_address_shows_our_page(known_client: Client, world: World, language: str) -> None:
    """All addresses are visited; each answers in our frame, in the language, without inline script or style."""
    person = world.people["officer"]
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)
    known_client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answers = {reverse("mfa_add_webauthn"): (known_client.get(reverse("mfa_add_webauthn")), 200)}
    answers |= {address: (known_client.get(address), status) for address, status in visits(give_key(person)).items()}
    assert len(answers) == len({pattern.name for pattern in urlpatterns} - {"mfa_reauthenticate_webauthn"})
    for address, (answer, status) in answers.items():
        assert answer.status_code == status, address
        if status in {302, 405} or "download" in address:
            continue
        page = answer.content.decode()
        assert f'<html lang="{language}">' in page, address
        assert 'class="skip-link"' in page, address
        assert not INLINE.search(page), address
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"], address
        assert answer.headers["Cache-Control"], address


def test_strangers_see_the_login_page_only(client: Client, world: World) -> None:
    """Without a login every address of an account leads to the login page, or is closed."""
    give_key(world.people["officer"])
    open_pages = {"account_inactive", "password_expired", "office_account_unknown", "account_login"}
    open_pages |= {"socialaccount_login_cancelled", "socialaccount_login_error"}
    open_pages |= {"certificate_needed", "certificate_refused"}
    for pattern in urlpatterns:
        if pattern.name in open_pages or "provider_id" in str(pattern.pattern):
            continue
        kwargs = {"pk": 1} if "pk" in str(pattern.pattern) else {}
        answer = client.get(reverse(pattern.name, kwargs=kwargs))
        if pattern.name in CLOSED.values():
            assert answer.status_code == 404, pattern.name
        elif answer.status_code != 405:
            assert answer.status_code == 302, pattern.name
            assert answer.url.partition("?")[0] in {reverse("account_login"), "/"}, pattern.name


def test_nobody_signs_up_or_resets_by_mail(client: Client) -> None:
    """Sending to the closed addresses makes no account and sends no mail."""
    before = User.objects.count()
    for name in CLOSED.values():
        assert client.post(reverse(name), {"username": "x", "email": "x@example.jp"}).status_code == 404
    assert User.objects.count() == before


def test_a_wrong_password_says_what_to_do(client: Client, world: World) -> None:
    """The answer does not tell whether the name exists."""
    texts = set()
    for name in (world.people["officer"].username, "nobody-of-this-name"):
        page = client.post(reverse("account_login"), {"login": name, "password": "wrong"}).content.decode()
        texts.add(re.search(r'role="alert".*?</section>', page, re.DOTALL)[0])  # type: ignore[index]
    assert len(texts) == 1
    assert "利用者名又はパスワードが正しくありません" in texts.pop()


@pytest.mark.parametrize(("language", "words"), [("ja", "15分間"), ("en", "15 minutes")])
def test_lock_out_says_how_long(client: Client, world: World, language: str, words: str) -> None:
    """After five wrong passwords the page says what happened, for how long, and what to do; the right one waits too."""
    person = world.people["officer"]
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    for _ in range(5):
        answer = client.post(reverse("account_login"), {"login": person.username, "password": "wrong"})
    assert answer.status_code == 429
    assert words in answer.content.decode()
    assert log_in(client, person).status_code == 429
    assert client.get("/").status_code == 302


def test_a_proxy_names_the_computer(client: Client, world: World, settings: Any) -> None:
    """Behind the proxy the address that it appended counts, so a lock-out does not hit the whole office."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    person = world.people["officer"]
    values = {"login": person.username, "password": "wrong"}
    for _ in range(5):
        client.post(reverse("account_login"), values, headers={"x-forwarded-for": "203.0.113.9, 192.0.2.1"})
    right = {**values, "password": f"{person.username}-password-1"}
    answer = client.post(reverse("account_login"), right, headers={"x-forwarded-for": "203.0.113.9, 192.0.2.2"})
    assert answer.status_code == 302


def test_a_one_time_password_must_be_changed(client: Client, world: World) -> None:
    """Until it is changed every page leads to the page of the password; the new one must be another one."""
    person = world.people["officer"]
    person.password_expires_at = timezone.now() + dt.timedelta(hours=1)
    person.save()
    old = f"{person.username}-password-1"
    log_in(client, person)
    for address in ("/", "/people/", reverse("mfa_index")):
        assert client.get(address).url == reverse("account_change_password")  # type: ignore[attr-defined]
    page = client.get(reverse("account_change_password")).content.decode()
    assert "自分のパスワードを決めてください" in page
    change = {"oldpassword": old, "password1": old, "password2": old}
    assert (
        "現在と同じパスワードは使えません" in client.post(reverse("account_change_password"), change).content.decode()
    )
    change |= {"password1": "another-long-word-9", "password2": "another-long-word-9"}
    assert client.post(reverse("account_change_password"), change).url == "/"  # type: ignore[attr-defined]
    person.refresh_from_db()
    assert not person.must_change_password
    assert client.get(reverse("mfa_index")).status_code == 200


def test_an_expired_one_time_password_opens_nothing(client: Client, world: World) -> None:
    """After its time the right one-time password leads to a page that says what to do, and to no session."""
    person = world.people["officer"]
    person.password_expires_at = timezone.now() - dt.timedelta(seconds=1)
    person.save()
    answer = log_in(client, person)
    assert answer.url == reverse("password_expired")
    assert "再発行を依頼" in client.get(answer.url).content.decode()
    assert client.get("/").url.startswith(reverse("account_login"))  # type: ignore[attr-defined]


def test_a_closed_account_opens_nothing(client: Client, world: World) -> None:
    """The right password of a closed account leads to a page that says so; a running session ends at once."""
    person = world.people["officer"]
    log_in(client, person)
    person.is_active = False
    person.save()
    assert client.get("/").url.startswith(reverse("account_login"))  # type: ignore[attr-defined]
    assert log_in(client, person).url == reverse("account_inactive")


def test_a_code_works_once_and_then_logs_in(client: Client, world: World) -> None:
    """With an app the password alone opens nothing; a wrong code says what to do; a code works once."""
    person = world.people["officer"]
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    assert log_in(client, person).url == reverse("mfa_authenticate")
    assert client.get("/").url.startswith(reverse("account_login"))  # type: ignore[attr-defined]
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode()
    assert "コードが正しくありません" in wrong
    code = totp_code(secret)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    assert client.get(reverse("mfa_index")).status_code == 200
    other = Client()
    log_in(other, person)
    assert "コードが正しくありません" in other.post(reverse("mfa_authenticate"), {"code": code}).content.decode()


def test_guessing_codes_is_stopped(client: Client, world: World) -> None:
    """After some wrong codes even the right one is refused for a while, with words that say so."""
    person = world.people["officer"]
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    log_in(client, person)
    for number in range(12):
        client.post(reverse("mfa_authenticate"), {"code": f"{number:06}"})
    page = client.post(reverse("mfa_authenticate"), {"code": totp_code(secret)}).content.decode()
    assert "数分待ってから" in page


def test_a_recovery_code_works_once(client: Client, world: World) -> None:
    """A recovery code logs in without the app; the same code never again."""
    person = world.people["officer"]
    TOTP.activate(person, generate_totp_secret())
    code = RecoveryCodes.activate(person).get_unused_codes()[0]
    log_in(client, person)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    other = Client()
    log_in(other, person)
    assert other.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200


def test_an_office_that_requires_it_lets_nobody_in_without_a_second_factor(
    client: Client, world: World, settings: Any
) -> None:
    """Where a second factor is required, every desk leads to the page that sets one up, and that page says so."""
    settings.REQUIRE_MFA = True
    log_in(client, world.people["administrator"])
    assert client.get("/people/").url == reverse("mfa_index")  # type: ignore[attr-defined]
    assert "どちらか一つを登録してください" in client.get(reverse("mfa_index")).content.decode()


def test_handing_over_logs_out_and_says_so(client: Client, world: World) -> None:
    """On a shared computer one press ends the session; not even the address of the first person's page is kept."""
    log_in(client, world.people["administrator"])
    answer = client.post(reverse("switch_user"), {"next": "/people/"})
    assert answer.url == "/accounts/login/?handed_over=1"  # type: ignore[attr-defined]
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert "次の方がログインしてください" in client.get(answer.url).content.decode()  # type: ignore[attr-defined]
    assert client.get("/people/").status_code == 302


def test_the_office_button_appears_only_when_configured(client: Client, settings: Any) -> None:
    """Without a provider the login page has no button for it."""
    assert "職員アカウント" not in client.get(reverse("account_login")).content.decode()
    app = {
        "provider_id": "office",
        "name": "x",
        "client_id": "x",
        "secret": "x",
        "settings": {"server_url": "http://x"},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    page = client.get(reverse("account_login")).content.decode()
    assert "職員アカウント(統合認証)でログイン" in page
    assert reverse("openid_connect_login", args=["office"]) in page


def test_the_office_provider_makes_no_accounts() -> None:
    """The adapter answers no to every sign-up."""
    assert not KnownPeopleAdapter().is_open_for_signup(HttpRequest(), None)


def test_app_is_set_up_and_used_in_a_browser(site: Site) -> None:
    """The whole way: log in, set up the app, keep the recovery codes, log out, log in with a code."""
    person = make_world().people["officer"]
    page = site.window().new_page()
    page.goto(site.url + "/accounts/login/")
    page.get_by_label("利用者名").fill(person.username)
    page.get_by_label("パスワード").fill(f"{person.username}-password-1")
    page.get_by_role("main").get_by_role("button", name="ログイン").click()
    page.get_by_role("link", name="パスワード・認証").click()
    page.get_by_role("link", name="認証アプリを登録する").click()
    page.get_by_label("パスワード").fill(f"{person.username}-password-1")
    page.get_by_role("button", name="確認する").click()
    assert page.get_by_alt_text("認証アプリに登録するQRコード").evaluate("image => image.naturalWidth") > 0
    secret = page.locator("#totp-secret").inner_text()
    page.get_by_label("アプリに表示されたコード").fill(totp_code(secret))
    page.get_by_role("button", name="認証アプリを登録する").click()
    page.locator(".recovery-codes li").first.wait_for()
    assert page.locator(".recovery-codes li").count() == 10
    page.get_by_role("button", name="ログアウト").click()
    page.goto(site.url + "/accounts/login/")
    page.get_by_label("利用者名").fill(person.username)
    page.get_by_label("パスワード").fill(f"{person.username}-password-1")
    page.get_by_role("main").get_by_role("button", name="ログイン").click()
    assert page.get_by_role("button", name="セキュリティキーを使う").count() == 0
    page.get_by_label("認証コード").fill(totp_code(secret))
    page.get_by_role("main").get_by_role("button", name="ログイン").click()
    page.get_by_role("button", name="利用者を切り替える").wait_for()


def test_key_is_added_and_used_in_a_browser(site: Site) -> None:
    """A security key (a virtual one) is added with a name, logs in as second factor, is renamed and removed."""
    person = make_world().people["officer"]
    window = site.window(person)
    page = window.new_page()
    tools = window.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "usb", "hasUserVerification": True, "isUserVerified": True}
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": {**key, "automaticPresenceSimulation": True}})
    page.goto(site.url + reverse("mfa_add_webauthn"))
    page.get_by_label("パスワード").fill(f"{person.username}-password-1")
    page.get_by_role("button", name="確認する").click()
    page.get_by_label("キーの名前").fill("引出しの青いキー")
    page.get_by_role("button", name="セキュリティキーを登録する").click()
    page.locator(".recovery-codes").wait_for()
    page.get_by_role("button", name="ログアウト").click()
    page.goto(site.url + "/accounts/login/")
    page.get_by_label("利用者名").fill(person.username)
    page.get_by_label("パスワード").fill(f"{person.username}-password-1")
    page.get_by_role("main").get_by_role("button", name="ログイン").click()
    page.get_by_role("button", name="セキュリティキーを使う").click()
    page.get_by_role("button", name="利用者を切り替える").wait_for()
    page.goto(site.url + reverse("mfa_list_webauthn"))
    assert "引出しの青いキー" in page.get_by_role("main").inner_text()
    page.get_by_role("link", name="キーの登録を解除する").click()
    page.get_by_role("button", name="セキュリティキーで確認する").or_(page.get_by_label("パスワード")).first.wait_for()
    page.get_by_label("パスワード").fill(f"{person.username}-password-1")
    page.get_by_role("button", name="確認する").click()
    page.get_by_role("button", name="キーの登録を解除する").click()
    page.get_by_text("登録したセキュリティキーはありません").wait_for()


def test_a_key_that_does_not_answer_says_so(site: Site) -> None:
    """Where the key cannot be read the page stays and says what to do, instead of doing nothing."""
    person = make_world().people["officer"]
    page = site.window(person).new_page()
    page.goto(site.url + reverse("mfa_add_webauthn"))
    page.get_by_label("パスワード").fill(f"{person.username}-password-1")
    page.get_by_role("button", name="確認する").click()
    refuse = "() => Promise.reject(new DOMException('no', 'NotAllowedError'))"
    page.evaluate(f"() => {{ navigator.credentials.create = {refuse}; }}")
    page.get_by_role("button", name="セキュリティキーを登録する").click()
    page.get_by_text("キーを確認できませんでした").wait_for()
