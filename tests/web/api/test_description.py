"""The OpenAPI description is true: what it allows is answered as it says, what it forbids is refused, nothing fails."""

import json
import re
from typing import Any

import jsonschema
import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from campaign_world import World, make_case, make_world
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.notify.contradictions import FIELD_LISTS
from noroshi.records.models import Answer, Case
from noroshi.records.services import api_tokens
from noroshi.web.api.application import OPERATIONS, api
from noroshi.web.api.problems import STATUS
from tests_support import ROOT

pytestmark = pytest.mark.django_db
EXAMPLES = 60
QUIET = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    """Return the description as it is served."""
    return json.loads(Client().get("/api/v1/openapi.json").content)  # type: ignore[no-any-return]


@pytest.fixture
def world(settings: Any) -> World:
    settings.API_CALLS_PER_MINUTE = 1_000_000
    return make_world()


@pytest.fixture
def case(world: World) -> Case:
    return make_case(world, state="reached")


@pytest.fixture
def text(world: World) -> str:
    scope = world.scope("administrator", "token.manage")
    return api_tokens.make_token(scope, world.unit.pk, "fuzz", list(api_tokens.CAPABILITIES), 30)[1]


def resolved(description: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema with the components it refers to."""
    return {**schema, "components": description["components"]}


def check(description: dict[str, Any], path: str, method: str, response: Any) -> None:
    """Fail unless status and body are what the description says of the operation."""
    responses = description["paths"][path][method]["responses"]
    assert str(response.status_code) in responses, (response.status_code, response.content[:300])
    schema = responses[str(response.status_code)]["content"]["application/json"]["schema"]
    jsonschema.validate(response.json(), resolved(description, schema))


def test_every_operation_has_a_capability_and_a_token(description: dict[str, Any]) -> None:
    """No operation is open, each names its capability, and the description says that a token is needed."""
    views = [
        operation.view_func
        for router in [api.default_router, *(router for _, router in api._routers)]
        for path_view in router.path_operations.values()
        for operation in path_view.operations
    ]
    assert len(views) == sum(len(methods) for methods in description["paths"].values()) >= 7
    assert {view.capability for view in views} <= set(api_tokens.CAPABILITIES)
    assert {view.__module__ for view in views} == {module.__name__ for module in OPERATIONS}
    for methods in description["paths"].values():
        for operation in methods.values():
            assert operation["security"] == [{"TokenAuth": []}]
            assert {"200", "401", "403", "404", "422", "429"} <= set(operation["responses"])


def test_the_reference_tells_every_operation_and_every_problem(description: dict[str, Any]) -> None:
    """An operation, a capability or a code that the reference does not name does not exist for its users."""
    text = (ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
    for path, methods in description["paths"].items():
        short = path.removeprefix("/api/v1").replace("{campaign}", "{id}")
        for method in methods:
            assert re.search(rf"`{method.upper()} {re.escape(short)}(\?[a-z=&]*)?`", text), (method, short)
    assert [code for code in STATUS if f"`{code}`" not in text] == []
    assert [code for code in api_tokens.CAPABILITIES if f"`{code}`" not in text] == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
LISTS = load_enumerations()
CHOICES = {
    **{field: LISTS.codes(name) for field, name in FIELD_LISTS.items()},
    "source": LISTS.codes("answer_source"),
}
"""Fields whose value is a code: drawn from the list more often than from noise."""


def fitting(description: dict[str, Any], schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Return values that a schema of the description allows, codes preferred to noise."""
    if "$ref" in schema:
        schema = description["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        return st.one_of([fitting(description, each) for each in schema["anyOf"]])
    kind = schema.get("type")
    if kind == "object":
        needed = set(schema.get("required", ()))
        fields = {name: _field(description, name, each) for name, each in schema["properties"].items()}
        return st.fixed_dictionaries(
            {name: each for name, each in fields.items() if name in needed},
            optional={name: each for name, each in fields.items() if name not in needed},
        )
    if kind == "array":
        return st.lists(fitting(description, schema["items"]), max_size=min(4, schema.get("maxItems", 4)))
    if kind == "string":
        return _texts(schema)
    simple: dict[str, st.SearchStrategy[Any]] = {
        "integer": st.integers(schema.get("minimum", -5), schema.get("maximum", 10**6)),
        "boolean": st.booleans(),
        "null": st.none(),
    }
    return simple[str(kind)]


def _field(description: dict[str, Any], name: str, schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    noise = fitting(description, schema)
    if name in CHOICES:
        return st.sampled_from(["", *CHOICES[name]]) | noise
    if name == "reasons":
        return st.lists(st.sampled_from(CHOICES["main_reason"]), max_size=3) | noise
    if name == "at":
        return st.just(timezone.now().isoformat()) | noise
    return st.none() | noise if name == "finding" else noise


def _texts(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    if schema.get("format") == "date-time":
        return st.datetimes(timezones=st.timezones()).map(lambda value: value.isoformat())
    if schema.get("format") == "date":
        return st.dates().map(str)
    if pattern := schema.get("pattern"):
        longest = schema["maxLength"]
        return st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True).filter(lambda text: len(text) <= longest)
    return st.text(max_size=min(30, schema.get("maxLength", 30)))


@QUIET
@given(data=st.data())
def test_importing_whatever_the_description_allows_never_fails(
    description: dict[str, Any], case: Case, text: str, data: st.DataObject
) -> None:
    """A body that fits the schema is recorded or refused with a reason; the answer fits the description too."""
    path = "/api/v1/cases/{reference}/answers"
    schema = description["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"]
    body = data.draw(fitting(description, schema))
    before = Answer.objects.filter(case=case).within(world_scope(case)).count()
    response = _post(case, text, json.dumps(body))
    assert response.status_code < 500
    check(description, path, "post", response)
    after = Answer.objects.filter(case=case).within(world_scope(case)).count()
    assert (after - before) == (response.status_code == 201)
    event(f"answered with {response.status_code}")


@QUIET
@given(body=JSON | st.dictionaries(st.sampled_from(["key", "at", "source", "reasons", "finding", "free_text"]), JSON))
def test_importing_anything_else_is_refused_and_never_fails(
    description: dict[str, Any], case: Case, text: str, body: Any
) -> None:
    """Any JSON gets an answer that the description knows; nothing is recorded."""
    response = _post(case, text, json.dumps(body))
    assert response.status_code in {400, 422}
    check(description, "/api/v1/cases/{reference}/answers", "post", response)
    assert not Answer.objects.within(world_scope(case)).exists()


@QUIET
@given(content=st.binary(max_size=200))
def test_importing_bytes_never_fails(case: Case, text: str, content: bytes) -> None:
    """Bytes that are no JSON are refused in JSON."""
    response = _post(case, text, content)
    assert response.status_code in {400, 422}
    assert response.json()["error"]["code"]


@QUIET
@given(data=st.data())
def test_reading_with_any_parameters_never_fails(
    description: dict[str, Any], case: Case, text: str, data: st.DataObject
) -> None:
    """Any query and any number in an address is answered as the description says."""
    path = data.draw(st.sampled_from([path for path, methods in description["paths"].items() if "get" in methods]))
    number = st.sampled_from([case.campaign_id, 0, 2**31, 2**63, 2**70])
    known = st.just(case.reference) | st.from_regex(r"[0-9A-Za-z-]{1,30}", fullmatch=True)
    address = re.sub(r"\{campaign\}", lambda _: str(data.draw(number)), path)
    address = re.sub(r"\{reference\}", lambda _: data.draw(known), address)
    values = st.integers().map(str) | st.text(max_size=10)
    query = data.draw(st.dictionaries(st.sampled_from(["after", "limit", "state", "x"]), values, max_size=3))
    response = Client().get(address, query, HTTP_AUTHORIZATION=f"Bearer {text}")
    assert response.status_code < 500
    check(description, path, "get", response)


def world_scope(case: Case) -> Any:
    from noroshi.records.scope import Scope

    return Scope.system({case.unit_id}, "test")


def _post(case: Case, text: str, content: str | bytes) -> Any:
    return Client().post(
        f"/api/v1/cases/{case.reference}/answers",
        content,
        content_type="application/json",
        HTTP_AUTHORIZATION=f"Bearer {text}",
    )
