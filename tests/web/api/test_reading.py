"""Reading through the interface: what a token of one compartment sees, a page at a time, written down."""

import datetime as dt
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign_world import World, make_campaign, make_case, make_world
from noroshi.records.models import Answer, ApiToken, Event, Unit
from noroshi.records.services import api_tokens
from noroshi.records.services.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def token(world: World, *capabilities: str, days: int = 30) -> str:
    scope = world.scope("administrator", "token.manage")
    _, text = api_tokens.make_token(scope, world.unit.pk, "test", list(capabilities or api_tokens.CAPABILITIES), days)
    return text


def get(path: str, text: str, **headers: Any) -> Any:
    return Client().get(f"/api/v1{path}", HTTP_AUTHORIZATION=f"Bearer {text}", **headers)


def test_a_token_reads_its_own_compartment_only(world: World) -> None:
    """Campaigns, cases, findings and answers of the own unit are given; those of another do not exist."""
    case = make_case(world, findings=2)
    Answer.objects.create(
        unit=world.unit, case=case, key="1", at=timezone.now(), response="planned", reasons=["R7_cost"]
    )
    other = make_world("B")
    foreign = make_case(other)
    text = token(world)
    campaign = case.campaign_id
    assert [row["id"] for row in get("/campaigns", text).json()["items"]] == [campaign]
    assert get(f"/campaigns/{campaign}", text).json()["code"] == case.campaign.code
    cases = get(f"/campaigns/{campaign}/cases", text).json()["items"]
    assert [row["reference"] for row in cases] == [case.reference]
    assert cases[0]["organization"]["name"] == case.organization.name
    findings = get(f"/campaigns/{campaign}/findings", text).json()["items"]
    assert [row["case"] for row in findings] == [case.reference] * 2
    answers = get(f"/cases/{case.reference}/answers", text).json()["items"]
    assert (answers[0]["response"], answers[0]["reasons"]) == ("planned", ["R7_cost"])
    hyphens = f"{case.reference[:3]}-{case.reference[3:7]}-{case.reference[7:]}"
    assert get(f"/cases/{hyphens}", text).json()["id"] == case.pk
    for path in (
        f"/campaigns/{foreign.campaign_id}",
        f"/campaigns/{foreign.campaign_id}/cases",
        f"/campaigns/{foreign.campaign_id}/findings",
        f"/cases/{foreign.reference}",
        f"/cases/{foreign.reference}/answers",
        "/cases/0000000000",
    ):
        refused = get(path, text)
        assert refused.status_code == 404
        assert refused.json()["error"]["code"] == "not_found"


@pytest.mark.parametrize(
    ("path", "needed"),
    [
        ("/campaigns", "campaign.read"),
        ("/campaigns/{campaign}", "campaign.read"),
        ("/campaigns/{campaign}/cases", "case.read"),
        ("/campaigns/{campaign}/findings", "finding.read"),
        ("/cases/{reference}", "case.read"),
        ("/cases/{reference}/answers", "case.read"),
    ],
)
def test_each_operation_needs_its_capability(world: World, path: str, needed: str) -> None:
    """Without it 403 with the capability's name; with it alone 200."""
    case = make_case(world)
    address = path.format(campaign=case.campaign_id, reference=case.reference)
    others = [each for each in api_tokens.CAPABILITIES if each != needed]
    refused = get(address, token(world, *others))
    assert refused.status_code == 403
    assert refused.json()["error"]["where"] == [needed]
    assert get(address, token(world, needed)).status_code == 200


def test_pages_join_without_a_seam_and_cost_the_same(world: World) -> None:
    """Following ``next`` gives every row once; a page of fifty takes as many queries as a page of one."""
    campaign = make_campaign(world)
    cases = [make_case(world, campaign) for _ in range(7)]
    text = token(world)
    seen: list[int] = []
    after: int | None = 0
    while after is not None:
        page = get(f"/campaigns/{campaign.pk}/cases?limit=3&after={after}", text).json()
        seen += [row["id"] for row in page["items"]]
        after = page["next"]
    assert seen == [case.pk for case in cases]
    for what in ("cases", "findings"):
        counts = []
        for limit in (1, 50):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert get(f"/campaigns/{campaign.pk}/{what}?limit={limit}", text).status_code == 200
            counts.append(len(queries))
        assert counts[0] == counts[1]


def test_every_call_is_an_entry(world: World) -> None:
    """The chain tells which token was given which rows, and that a case was read."""
    case = make_case(world)
    text = token(world)
    get(f"/campaigns/{case.campaign_id}/cases", text)
    entry = Event.chain.latest("seq")
    assert entry.action == "api.cases"
    assert entry.subject == f"apitoken:{ApiToken.objects.within(world.system).get().pk}"
    assert json.loads(entry.payload.body)["rows"] == [f"case:{case.pk}"]
    get(f"/cases/{case.reference}", text)
    assert Event.chain.filter(action="case.read", subject=f"case:{case.pk}").count() == 1


@pytest.mark.parametrize("what", ["none", "unknown", "other scheme", "revoked", "expired", "closed unit", "long"])
def test_a_token_that_opens_nothing_is_refused(world: World, what: str) -> None:
    """No token, an unknown one, one that ended: 401 with what to do, in both languages."""
    text = token(world)
    rows = ApiToken.objects.within(world.system)
    headers = {"HTTP_AUTHORIZATION": f"Bearer {text}"}
    if what == "none":
        headers = {}
    elif what == "unknown":
        headers = {"HTTP_AUTHORIZATION": f"Bearer {text[:-1]}x"}
    elif what == "other scheme":
        headers = {"HTTP_AUTHORIZATION": f"Basic {text}"}
    elif what == "long":
        headers = {"HTTP_AUTHORIZATION": f"Bearer nrs_{'x' * 5000}"}
    elif what == "revoked":
        api_tokens.revoke_token(world.scope("administrator", "token.manage"), rows.get())
    elif what == "expired":
        rows.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    else:
        Unit.objects.filter(pk=world.unit.pk).update(active=False)
    answer = Client().get("/api/v1/campaigns", **headers)
    assert answer.status_code == 401
    error = answer.json()["error"]
    assert error["do"]["ja"]
    assert error["do"]["en"]
    assert answer["WWW-Authenticate"] == "Bearer"
    ended = what in {"revoked", "expired", "closed unit"}
    assert Event.chain.filter(action="token.refused").exists() == ended


def test_only_the_digest_is_kept(world: World) -> None:
    """The text of a token is in no column and in no entry."""
    text = token(world)
    row = ApiToken.objects.within(world.system).get()
    assert text not in {str(getattr(row, field.attname)) for field in row._meta.concrete_fields}
    assert not Event.chain.filter(payload__body__contains=text).exists()
    assert len(text) > 40


def test_too_many_calls_are_refused(world: World, settings: Any) -> None:
    """The calls of a token are counted over its minute, and the answer says when to come back."""
    settings.API_CALLS_PER_MINUTE = 3
    text, other = token(world), token(world)
    statuses = [get("/campaigns", text).status_code for _ in range(8)]
    assert statuses[:3] == [200] * 3
    assert 429 in statuses[3:]
    refused = next(each for each in (get("/campaigns", text) for _ in range(8)) if each.status_code == 429)
    assert refused["Retry-After"] == "60"
    assert get("/campaigns", other).status_code == 200


@pytest.mark.parametrize(
    ("capabilities", "days", "key"),
    [([], 30, "token_capabilities"), (["user.manage"], 30, "token_capabilities"), (["case.read"], 0, "token_days"),
     (["case.read"], 400, "token_days")],
)  # fmt: skip
def test_a_token_is_limited(world: World, capabilities: list[str], days: int, key: str) -> None:
    """Only reading and importing can be given, and not for ever."""
    with pytest.raises(Refused, match=key):
        api_tokens.make_token(world.scope("administrator", "token.manage"), world.unit.pk, "x", capabilities, days)


def test_what_is_no_call_is_json_too(world: World) -> None:
    """An unknown address and a wrong method are answered in JSON."""
    text = token(world)
    assert get("/nothing", text).json()["error"]["code"] == "not_found"
    wrong = Client().delete("/api/v1/campaigns", HTTP_AUTHORIZATION=f"Bearer {text}")
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (405, "method")
    bad = get("/campaigns?limit=9999999&after=-1", text)
    assert bad.status_code == 422
    assert len(bad.json()["error"]["where"]) == 2
