"""Importing answers: once for each key, checked like the form, nothing half-saved."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from campaign_world import World, make_case, make_world
from noroshi.records.models import Answer, Case, Event, StateChange
from noroshi.records.services import api_tokens, audit_verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def case(world: World) -> Case:
    return make_case(world, state="reached")


@pytest.fixture
def text(world: World) -> str:
    scope = world.scope("administrator", "token.manage")
    return api_tokens.make_token(scope, world.unit.pk, "import", ["case.answer"], 30)[1]


def body(**values: Any) -> dict[str, Any]:
    return {
        "key": "form-17",
        "at": timezone.now().isoformat(),
        "source": "form",
        "ownership": "own",
        "awareness": "unaware",
        "response": "planned",
        "planned_on": str(timezone.localdate() + dt.timedelta(days=30)),
        "reasons": ["R7_cost"],
        "main_reason": "R7_cost",
        "respondent": "架空 太郎",
        **values,
    }


def post(case: Case, text: str, content: Any, **extra: Any) -> Any:
    return Client(enforce_csrf_checks=True).post(
        f"/api/v1/cases/{case.reference}/answers",
        content,
        content_type="application/json",
        HTTP_AUTHORIZATION=f"Bearer {text}",
        **extra,
    )


def test_an_answer_is_recorded_once_for_each_key(world: World, case: Case, text: str) -> None:
    """The first call makes it, each repetition gives the same one; the case has moved on and the chain knows all."""
    made = post(case, text, body())
    assert made.status_code == 201
    again = [post(case, text, body(at=made_at)) for made_at in (body()["at"], body()["at"])]
    assert [(each.status_code, each.json()) for each in again] == [
        (200, {"id": made.json()["id"], "repeated": True})
    ] * 2
    answer = Answer.objects.within(world.system).get()
    assert (answer.response, answer.reasons, answer.source, answer.officer_id) == ("planned", ["R7_cost"], "form", None)
    assert Event.chain.filter(action="answer.recorded", subject=f"answer:{answer.pk}").count() == 1
    assert Event.chain.filter(action="api.answer_imported").count() == 1
    assert Event.chain.filter(action="api.answer_repeated").count() == 2
    assert {fault.kind for fault in audit_verify.verify().faults} <= {"state_differs"}


def test_another_answer_under_a_used_key_is_a_conflict(case: Case, text: str) -> None:
    """The places that differ are named and nothing changes."""
    post(case, text, body())
    conflict = post(case, text, body(awareness="aware"))
    assert conflict.status_code == 409
    assert conflict.json()["error"]["where"] == ["body.awareness"]


@pytest.mark.parametrize(
    ("change", "status", "where"),
    [
        ({"response": "done"}, 422, "body.response"),
        ({"response": "unheard_of"}, 422, "body.response"),
        ({"planned_on": "2020-01-01"}, 422, "body.planned_on"),
        ({"source": "officer"}, 422, "body.source"),
        ({"source": "pigeon"}, 422, "body.source"),
        ({"finding": 999999}, 422, "body.finding"),
        ({"at": "2026-11-24T12:00:00"}, 422, "body.body.at"),
        ({"at": "9999-12-31T23:59:59Z"}, 422, "body.body.at"),
        ({"at": "2020-01-01T00:00:00Z"}, 422, "body.at"),
        ({"key": ""}, 422, "body.body.key"),
        ({"key": "a b"}, 422, "body.body.key"),
        ({"respondent": "x" * 121}, 422, "body.body.respondent"),
        ({"respondent": "a\x00b"}, 422, "body.body.respondent"),
        ({"respondent": "a\u202eb"}, 422, "body.body.respondent"),
        ({"free_text": "\ud800"}, 422, "body.body.free_text"),
        ({"other_devices_found": -1}, 422, "body.body.other_devices_found"),
        ({"unknown": 1}, 422, "body.body.unknown"),
        ({"reasons": ["R7_cost"] * 21}, 422, "body.body.reasons"),
        ({"correction": True}, 422, ""),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_what_the_form_refuses_is_refused(
    world: World, case: Case, text: str, change: dict[str, Any], status: int, where: str
) -> None:
    """A contradiction, an unknown code, an impossible time: named, said in both languages, nothing saved."""
    refused = post(case, text, body(**change))
    assert refused.status_code == status, refused.content
    error = refused.json()["error"]
    assert any(place.startswith(where) for place in error["where"]) or not where
    assert all(each["ja"] and each["en"] for each in error["what"])
    assert not Answer.objects.within(world.system).exists()
    assert not StateChange.objects.within(world.system).exists()
    assert not Event.chain.filter(action="answer.recorded").exists()


def test_a_formula_and_a_script_are_kept_as_text(world: World, case: Case, text: str) -> None:
    """What looks like a formula or a script is data like any other."""
    payload = '=cmd|"/c calc"!A1 <script>alert(1)</script>'
    assert post(case, text, body(free_text=payload)).status_code == 201
    assert Answer.objects.within(world.system).get().free_text == payload


def test_a_case_of_another_compartment_does_not_exist(text: str) -> None:
    """Nothing is recorded there."""
    other = make_world("B")
    foreign = make_case(other, state="reached")
    assert post(foreign, text, body()).status_code == 404
    assert not Answer.objects.within(other.system).exists()


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]", b"null", b'{"key": NaN}', b'"x"', b"[" * 10_000])
def test_what_is_no_json_object_is_refused(case: Case, text: str, content: bytes) -> None:
    """Anything else than an object is refused in JSON."""
    refused = post(case, text, content)
    assert refused.status_code in {400, 422}
    assert refused.json()["error"]["code"] in {"unreadable", "invalid"}


def test_a_body_that_is_too_large_is_refused(case: Case, text: str) -> None:
    """Beyond the limit the body is not read, and the answer says so."""
    refused = post(case, text, body(free_text="x" * 3_000_000))
    assert refused.status_code == 413
    assert refused.json()["error"]["code"] == "too_large"


def test_reading_does_not_come_with_importing(case: Case, text: str) -> None:
    """A token that may import cannot read the case."""
    refused = Client().get(f"/api/v1/cases/{case.reference}", HTTP_AUTHORIZATION=f"Bearer {text}")
    assert refused.status_code == 403
