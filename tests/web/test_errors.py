"""What goes wrong is said in words: what happened, what to do, in both languages, in our frame."""

from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path, reverse
from django.utils import translation

from campaign_world import make_case, make_world
from noroshi.knowledge.words import load_words
from noroshi.records.models import Case, Verification
from noroshi.web import urls as product_urls
from noroshi.web.views import errors


def _broken(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a fault of the program")


def _suspicious(_request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("odd")


urlpatterns = [*product_urls.urlpatterns, path("broken/", _broken), path("odd/", _suspicious)]
handler400, handler403 = product_urls.handler400, product_urls.handler403
handler404, handler500 = product_urls.handler404, product_urls.handler500
pytestmark = [pytest.mark.urls(__name__)]


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["verification_list", "party_list", "contract", "intrusion"])
def test_what_a_service_refuses_is_said_where_no_form_has_a_place_for_it(visitor: Client, page: str) -> None:
    """A form that was open when its case was disposed of is answered with the reason, and nothing is saved."""
    world = make_world()
    case = make_case(world, state="closed_unfixed")
    Case.objects.within(world.system).filter(pk=case.pk).update(disposed=True)
    visitor.force_login(world.people["officer"])
    posted = {"about": "contact", "by": "switchboard", "result": "genuine", "role": "affiliate", "name": "見本"}
    answer = visitor.post(reverse(page, args=[case.pk]), posted)
    assert answer.status_code == 409
    assert "廃棄済みのため、変更できません" in answer.content.decode()
    assert not Verification.objects.within(world.system).exists()


@pytest.fixture
def visitor() -> Client:
    """Return a browser to which a failure is a page, as on a server."""
    return Client(raise_request_exception=False)


def words(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(
    ("address", "error", "status"),
    [("/nothing/", "not_found", 404), ("/odd/", "bad_request", 400), ("/broken/", "server_error", 500)],
)
def test_errors_say_what_and_what_to_do(visitor: Client, language: str, address: str, error: str, status: int) -> None:
    """Three kinds of failure, each with its three texts, the frame, and no word of the program's inside."""
    visitor.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = visitor.get(address)
    assert answer.status_code == status
    page = words(answer)
    for key in (error, f"{error}_what", f"{error}_do"):
        assert load_words().text(f"error.{key}", language) in page  # type: ignore[arg-type]
    assert f'<html lang="{language}">' in page
    assert "Traceback" not in page
    assert "a fault" not in page


@pytest.mark.django_db
def test_a_missing_capability_is_explained(visitor: Client) -> None:
    """A desk of another role answers 403 and says whom to ask."""
    visitor.force_login(make_world().people["officer"])
    answer = visitor.get(reverse("people"))
    assert answer.status_code == 403
    assert "役割の追加を依頼" in words(answer)


@pytest.mark.django_db
def test_a_person_without_any_role_is_told(visitor: Client) -> None:
    """Somebody without a role sees what to do instead of an empty page."""
    person = make_world().people["officer"]
    person.grants.all().delete()
    visitor.force_login(person)
    answer = visitor.get("/")
    assert answer.status_code == 403
    assert "役割の割当てを依頼" in words(answer)


@pytest.mark.django_db
def test_an_old_page_cannot_send() -> None:
    """A form without its token changes nothing and says to open the page again."""
    visitor = Client(enforce_csrf_checks=True)
    answer = visitor.post(reverse("account_login"), {"login": "x", "password": "x"})
    assert answer.status_code == 403
    assert "開き直し" in words(answer)


@pytest.mark.django_db
@pytest.mark.parametrize("body", [{"name": "x" * 2_100_000}, {f"field{n}": "x" for n in range(3_100)}])
def test_too_much_is_refused_before_it_is_read(visitor: Client, body: dict[str, str]) -> None:
    """A body or a number of fields beyond the limits is answered with 413 and a sentence."""
    query = "&".join(f"{key}={value}" for key, value in body.items())
    answer = visitor.post(reverse("account_login"), query, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert "大きすぎます" in words(answer)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_failing_database_still_gets_a_page(language: str) -> None:
    """The page of a failure asks the database for nothing, not even who the person is."""

    def refuse(*_arguments: object) -> None:
        raise AssertionError("the page of a failure asked the database")

    request = RequestFactory().get("/")
    request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
    with translation.override(language), connection.execute_wrapper(refuse):
        answer = errors.server_error(request)
    assert answer.status_code == 500
    assert load_words().text("error.server_error", language) in words(answer)  # type: ignore[arg-type]


def test_a_failure_before_the_language_is_known_speaks_japanese() -> None:
    """A failure in the outermost parts of the server is answered in Japanese."""
    assert "プログラムの処理に失敗しました" in words(errors.server_error(RequestFactory().get("/")))


@pytest.mark.django_db
def test_too_many_requests_have_a_page(visitor: Client, settings: Any) -> None:
    """A limit on attempts answers 429 in our frame."""
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    for _ in range(2):
        answer = visitor.post(reverse("account_login"), {"login": "x", "password": "x"})
    assert answer.status_code == 429
    assert "しばらくの間" in words(answer)


@pytest.mark.django_db
def test_a_password_never_reaches_the_log(visitor: Client, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever fails, what was typed as password is not written to the log."""
    visitor.post("/broken/", {"password": "typed-secret-1"})
    assert "a fault of the program" in caplog.text
    assert "typed-secret-1" not in caplog.text
