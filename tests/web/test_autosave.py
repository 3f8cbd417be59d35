"""A form that is saved while one types tells the truth about it: saved, not saved, or the session has ended."""

import pytest
from django.http import HttpResponse
from django.template import engines
from django.test import Client
from django.urls import path, reverse

from browser import Site
from campaign_world import make_world
from noroshi.web import urls as product_urls
from noroshi.web.access import DeskRequest, desk

PAGE = """{% extends "web/base.html" %}{% block main %}<h1>x</h1>
<form data-autosave data-guard method="post" action="/typed/" hx-post="/typed/"
hx-trigger="input delay:50ms" hx-swap="none">
{% csrf_token %}<label for="note">x</label><input id="note" name="note">
{% include "web/components/autosave_status.html" %}</form>{% endblock %}"""
received: list[str] = []


@desk("user.manage")
def _typed(request: DeskRequest) -> HttpResponse:
    if request.method == "POST":
        if request.POST["note"] == "fail":
            return HttpResponse(status=500)
        received.append(request.POST["note"])
        return HttpResponse(status=204)
    return HttpResponse(engines["django"].from_string(PAGE).render({}, request))


urlpatterns = [*product_urls.urlpatterns, path("typed/", _typed)]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def test_the_status_says_saved_failed_or_ended(site: Site) -> None:
    """Each outcome has its own words; leaving after a failure asks first, after saving it does not."""
    site.expect("500")
    site.expect("401")
    site.expect("Response Status Error Code")
    person = make_world().people["administrator"]
    page = site.open("/typed/", person)
    note, status = page.locator("#note"), page.locator("[data-autosave-status]")
    note.press_sequentially("ok")
    page.get_by_text("保存しました").wait_for()
    assert received[-1] == "ok"
    note.fill("fail")
    page.get_by_text("保存できていません").wait_for()
    assert "is-failed" in status.get_attribute("class")
    person.is_active = False
    person.save()
    note.fill("lost")
    page.get_by_text("ログインの期限が切れました").wait_for()
    assert "lost" not in received
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_background_request_never_gets_the_login_page(client: Client, method: str) -> None:
    """A partial update without a session is answered 401; a page is led to the login page as ever."""
    make_world()
    answer = getattr(client, method)(reverse("people"), headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.content == b""
    assert getattr(client, method)(reverse("people")).status_code == 302
