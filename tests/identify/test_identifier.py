"""From one observation to products, versions and reasons."""

from collections.abc import Callable
from typing import Any

import pytest

from noroshi.identify.flat import from_flat, to_flat
from noroshi.identify.identifier import Identifier
from noroshi.identify.prefilter import RE2
from noroshi.knowledge.load import Knowledge
from noroshi.model.identification import Identification
from noroshi.model.observation import Observation

LOGIN = '<script>top.location="/gate/login"</script>'
BUILD = {
    "http.path": "/",
    "http.body": LOGIN,
    "http.header.etag": '"83-6011f49f"',
    "http.content_length": 131,
    "http.header.last-modified": "Wed, 27 Jan 2021 23:17:51 GMT",
    "observed_at": "2024-01-01T00:00:00Z",
}
Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(identifier: Identifier) -> Run:
    def run(*parts: dict[str, Any]) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        for part in parts:
            merged |= part
        return to_flat(identifier.identify(from_flat(merged)))

    return run


def test_one_strong_mark_is_enough(run: Run) -> None:
    """Sixty points accept the product and name the rule."""
    found = run({"http.header.server": "gate-server"})
    assert (found["product"], found["vendor"], found["version"]["kind"]) == ("acme-gate", "Acme", "none")
    assert found["because"] == [
        {
            "rule": "acme-gate/server",
            "field": "http.header.server",
            "text": "http.header.server shows 'gate-server', a mark of Acme Gate.",
        }
    ]


def test_two_medium_marks_on_two_fields_are_enough(run: Run) -> None:
    """Thirty and thirty make sixty; one alone does not."""
    cookie, title = {"http.header.set-cookie": "GATE12=x"}, {"http.title": "gate ADMIN"}
    assert run(cookie, title)["product"] == "acme-gate"
    assert run(cookie)["product"] is None


def test_marks_on_one_field_do_not_add_up(run: Run) -> None:
    """Two matching cookies count as one field."""
    assert run({"http.header.set-cookie": ["GATE1=x", "GATE2=y"]})["product"] is None


def test_an_unknown_path_drops_the_tier_and_another_path_does_not_match(run: Run) -> None:
    """A strong mark of the root page counts 60 there, 30 where the path is not told, 0 elsewhere."""
    cookie = {"http.body": LOGIN, "http.header.set-cookie": "GATE1=x"}
    assert run({"http.body": LOGIN, "http.path": "/"})["product"] == "acme-gate"
    assert run({"http.body": LOGIN})["product"] is None
    assert run(cookie)["product"] == "acme-gate"
    assert run(cookie, {"http.path": "/other"})["product"] is None
    assert run({"http.body": LOGIN, "http.path": "/?lang=ja"})["product"] == "acme-gate"


def test_a_reject_beats_everything_and_is_told(run: Run) -> None:
    """A mark of another thing makes the product null and says why."""
    found = run({"http.header.server": "gate-server", "http.title": "Gate Simulator"})
    assert found["product"] is None
    assert "acme-gate/not-ours" in found["conflicts"][0]


def test_a_rejected_weak_suspicion_is_not_worth_a_line(identifier: Identifier) -> None:
    """Only a product that would have been accepted is reported as rejected."""
    assert identifier.identify(from_flat({"http.title": "Gate Simulator"})) is None


def test_model_and_serial_come_from_groups_and_tables(identifier: Identifier) -> None:
    """The longest prefix of the table names the model; an unknown one stays as it is."""
    known = identifier.identify(from_flat({"tls.cert.subject": "CN=AG10F123456,O=Acme"}))
    other = identifier.identify(from_flat({"tls.cert.subject": "CN=AGX0F123456,O=Acme"}))
    assert isinstance(known, Identification)
    assert isinstance(other, Identification)
    assert (known.claims[0].model, known.claims[0].serial) == ("Gate-10", "AG10F123456")
    assert other.claims[0].model == "Gate"


def test_a_role_is_proved_by_its_signal(run: Run) -> None:
    """The login page proves that the VPN is exposed; a Server header proves no role."""
    assert run(BUILD)["roles"] == ["ssl-vpn"]
    assert run({"http.header.server": "gate-server"})["roles"] == []


def test_a_consistent_build_time_is_looked_up_to_the_second(run: Run) -> None:
    """The table names the version; the kind stays table, never exact."""
    assert run(BUILD)["version"] == {
        "kind": "table",
        "exact": None,
        "candidates": ["2.4.1"],
        "range": None,
        "build_time": "2021-01-27T23:17:51Z",
        "train": "2.4",
    }


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"http.content_length": 79}, "etag-size-mismatch"),
        ({"http.header.last-modified": "Wed, 27 Jan 2021 23:17:52 GMT"}, "etag-time-mismatch"),
        ({"observed_at": "2020-01-01"}, "build-time-in-the-future"),
        (
            {"http.header.etag": '"83-67a94180"', "http.header.last-modified": "Mon, 10 Feb 2025 00:00:00 GMT"},
            "build-time-at-midnight",
        ),
    ],
)
def test_a_contradicting_trace_gives_no_version_but_a_decoy_reason(run: Run, change: dict[str, Any], code: str) -> None:
    """A trace that its own record contradicts never becomes a version."""
    found = run(BUILD, {"observed_at": "2026-01-01"}, change)
    assert found["version"]["kind"] == "none"
    assert code in [reason.partition(":")[0] for reason in found["decoy"]["reasons"]]
    assert found["decoy"]["score"] >= 30


def test_what_could_not_be_checked_is_a_caveat(identifier: Identifier) -> None:
    """Without path, Content-Length, Last-Modified and time the version stays, with four caveats."""
    found = identifier.identify(
        from_flat({"http.header.server": "gate-server", "http.body": LOGIN, "http.header.etag": '"83-6011f49f"'})
    )
    assert isinstance(found, Identification)
    assert found.evidence[0].caveats == (
        "path-not-known",
        "content-length-not-seen",
        "last-modified-not-seen",
        "observation-time-not-known",
    )


def test_a_rule_needs_its_signals_in_the_same_view(identifier: Identifier) -> None:
    """The ETag of another page than the login page is not read."""
    page = {"http.path": "/", "http.body": LOGIN}
    etag = {"http.path": "/", "http.header.etag": '"83-6011f49f"'}
    first = from_flat(page | {"ip": "192.0.2.1"})
    apart = Observation(origin=first.origin, ip=first.ip, fields=first.fields, pages=(etag,))
    together = Observation(origin=first.origin, ip=first.ip, fields={}, pages=(page | etag,))
    apart_found, together_found = identifier.identify(apart), identifier.identify(together)
    assert isinstance(apart_found, Identification)
    assert isinstance(together_found, Identification)
    assert apart_found.evidence == ()
    assert together_found.evidence[0].versions.candidates == ("2.4.1",)


def test_service_fields_count_on_every_page_once(identifier: Identifier) -> None:
    """A certificate seen beside three pages gives one reason, and page fields do not leak into other pages."""
    origin = from_flat({}).origin
    pages = ({"http.path": "/a"}, {"http.path": "/b", "http.title": "Gate Admin"})
    fields = {"tls.cert.subject": "CN=AG10F123456,O=Acme", "http.title": "Welcome"}
    found = identifier.identify(Observation(origin=origin, ip="192.0.2.1", fields=dict(fields), pages=pages))
    assert isinstance(found, Identification)
    assert [because.rule for because in found.claims[0].because] == ["acme-gate/cert", "acme-gate/admin-page"]
    assert found.claims[0].score == 90


def test_a_build_outside_the_table_falls_back_to_release_dates(run: Run) -> None:
    """Releases within 30 days of the build are candidates, over all branches."""
    time = {"http.header.etag": '"83-62285e8b"', "http.header.last-modified": "Wed, 09 Mar 2022 08:00:11 GMT"}
    version = run(BUILD, time)["version"]
    assert (version["kind"], version["candidates"]) == ("release_window", ["2.4.9", "2.5.0"])
    assert version["build_time"] == "2022-03-09T08:00:11Z"


def test_a_build_that_nothing_maps_stays_a_build_time(run: Run) -> None:
    """The date alone is kept as evidence, and that the table does not hold it is told."""
    time = {"http.header.etag": '"83-5e0be10b"', "http.header.last-modified": "Wed, 01 Jan 2020 00:00:11 GMT"}
    found = run(BUILD, time)
    assert (found["version"]["kind"], found["version"]["candidates"]) == ("build_time", [])
    assert "not-in-table" in found["because"][-1]["text"]


def test_a_shared_hash_keeps_all_its_versions(run: Run) -> None:
    """Two versions with one trace are two candidates, in the order of their numbers."""
    found = run({"http.header.server": "gate-server", "http.body": "app.js?v=0123456789abcdef0123456789abcdef"})
    assert found["version"]["kind"] == "table"
    assert found["version"]["candidates"] == ["2.4.2", "2.4.10"]
    assert "several-versions" in found["because"][-1]["text"]


@pytest.mark.parametrize("trace", ["f" * 32, "e" * 32])
def test_a_trace_seen_but_not_mapped_is_its_own_kind(run: Run, trace: str) -> None:
    """A hash with an unknown version, or in no table, is unmapped and not silence."""
    assert run({"http.header.server": "gate-server", "http.body": f"app.js?v={trace}"})["version"]["kind"] == "unmapped"


def test_a_stated_version_is_exact(run: Run) -> None:
    """A version string of the device itself is exact; letters at its end stay."""
    assert run({"http.header.server": "Beta-Box/1.2a (x)"})["version"]["exact"] == "1.2a"


def test_branch_and_range_and_format_evidence(run: Run) -> None:
    """Each kind of evidence comes out as its own kind."""
    server = {"http.header.server": "gate-server"}
    assert run(server, {"http.body": "branch='2.4'"})["version"]["train"] == "2.4"
    assert run(server, {"http.title": "Gate Admin classic"})["version"]["range"] == "<2.5"
    hidden = run(server, {"http.header.etag": '"0123456789abcdef0123456789abcdef"'})["version"]
    assert (hidden["kind"], hidden["range"]) == ("format", ">=2.6")


def test_a_version_told_by_the_source_is_marked_and_needs_an_accepted_product(run: Run) -> None:
    """The source's own version counts for a recognised product only."""
    found = run({"http.header.server": "gate-server", "source.version": "2.4.1"})
    assert found["version"]["exact"] == "2.4.1"
    assert "stated-by-source" in found["because"][-1]["text"]
    assert run({"source.version": "2.4.1"})["product"] is None


def test_a_trap_is_shown_and_never_a_version(run: Run) -> None:
    """The version of client software is named as what it is."""
    found = run({"http.header.server": "gate-server", "http.body": 'client="9.9.9"'})
    assert found["version"]["kind"] == "none"
    assert "client software" in next(item["text"] for item in found["because"] if item["rule"] == "acme-gate/client")


def test_two_vendors_on_one_service_raise_the_decoy_score(run: Run) -> None:
    """Both claims are told; the contradiction is scored."""
    found = run({"http.header.server": "gate-server", "http.title": "Beta"})
    assert found["decoy"] == {"score": 20, "reasons": ["exclusive-products: Acme, Beta"]}
    assert found["conflicts"] == ["several products on one service: acme-gate (60), beta-box (60)"]


def test_decoy_signs_and_labels_are_scored(run: Run) -> None:
    """A certificate name that is no serial, and the source's own label, speak for a decoy."""
    found = run(
        {"http.header.server": "gate-server", "tls.cert.subject": "CN=AG10F,O=Acme", "source.labels": ["Honeypot"]}
    )
    assert found["decoy"]["score"] == 100
    assert [reason.partition(":")[0] for reason in found["decoy"]["reasons"]] == [
        "acme-gate/short-cn",
        "labelled-honeypot",
    ]


def test_nothing_to_say_is_none(identifier: Identifier) -> None:
    """An ordinary web server gives no identification."""
    observation = from_flat({"http.header.server": "nginx", "http.title": "Welcome", "http.body": "<html>"})
    assert identifier.identify(observation) is None


def test_engines_and_stored_databases_give_the_same(knowledge: Knowledge, identifier: Identifier) -> None:
    """The result does not depend on the prefilter, nor on whether it was stored."""
    observation = from_flat(BUILD | {"http.title": "Beta", "tls.cert.subject": "CN=AG10F123456,O=Acme"})
    expected = identifier.identify(observation)
    assert expected is not None
    assert Identifier(knowledge, engine=RE2).identify(observation) == expected
    assert Identifier(knowledge, identifier.dump()).identify(observation) == expected


def test_sentences_can_be_japanese(knowledge: Knowledge) -> None:
    """The language of the sentences is chosen once."""
    found = Identifier(knowledge, language="ja").identify(from_flat({"http.header.server": "gate-server"}))
    assert isinstance(found, Identification)
    assert "アクメ" in found.claims[0].because[0].text
