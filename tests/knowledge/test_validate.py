"""A fault in a data file is a complaint that names file and line."""

import pytest

from noroshi.knowledge.load import PackFile
from noroshi.knowledge.validate import validate

DECODERS = {"epoch_hex"}
CHECKS = {"not_midnight"}


def complaints(pack: tuple[PackFile, ...], old: str = "", new: str = "") -> list[str]:
    changed = [PackFile(file.name, file.data.replace(old.encode(), new.encode())) for file in pack]
    return [str(complaint) for complaint in validate(changed, DECODERS, CHECKS)]


def test_a_right_pack_has_no_complaints(pack: tuple[PackFile, ...]) -> None:
    """The file with every section passes."""
    assert complaints(pack) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("product: acme-gate", "product: other", "the file must be named other.yaml"),
        ("id: icon", "id: server", "rule id 'server' is used twice"),
        ("equals: gate-server", "equals: a, prefix: a", "valid under each of"),
        ("equals: gate-server", "contains: ''", "matches everything"),
        ("field: favicon.mmh3", "field: favicon.sha1", "unknown field 'favicon.sha1'"),
        ("needs: [server]", "needs: [sever]", "unknown signal 'sever'"),
        ("roles: {ssl-vpn: [server]}", "roles: {ssl-vpn: [x]}", "role ssl-vpn: unknown signal 'x'"),
        ("[epoch_hex, ts]", "[epoch_oct, ts]", "unknown decoder 'epoch_oct'"),
        ("[epoch_hex, ts]", "[epoch_hex, tz]", "no group 'tz'"),
        ("require: [not_midnight]", "require: [noon]", "unknown check 'noon'"),
        ("    table: gate\n", "    table: gates\n", "unknown build table 'gates'"),
        ("days: [0, 30]", "days: [30, 0]", "first day comes after"),
        ("lookup: {model: models}", "lookup: {model: modls}", "unknown table 'modls'"),
        ('serial: "{serial}"', 'serial: "{seral}"', "no group 'seral'"),
        ('value: "{v}"', 'value: "{v.__class__}"', "no group 'v.__class__'"),
        ('value: "{v}"', 'value: "{v!r}"', "only plain {group}"),
        ('value: "{v}"', 'value: "{v"', "value: expected"),
        (', value: "{v}"', "", "kind exact needs a value"),
        ("    decode: {build_time: [epoch_hex, ts]}\n", "", "needs decode"),
        ("source: [s1]", "source: [s2]", "unknown source 's2'"),
        ("from: {source: s1, real: true, where: row 1}", "from: {source: s9, real: true}", "unknown source 's9'"),
        ("from: {source: s1, real: true, where: row 1}", "from: {real: true}", "names its source"),
        ("port: 10443}", "prt: 10443}", "unknown key 'prt'"),
        ("[0-9.]{1,20}", "([0-9]+)*", "another wide repeat"),
        ("tier: strong", "tier: strng", "'strng' is not one of"),
        (
            "field: http.header.server, equals: gate-server",
            "field: http.body, contains: /gate/",
            "says where it stands",
        ),
        (
            "field: http.header.server, equals: gate-server",
            "field: http.body, regex: '<i>|gate'",
            "says where it stands",
        ),
        (
            "field: http.header.server, equals: gate-server",
            "field: http.title, regex: '^Gate Admin'",
            "what the whole title is",
        ),
        (
            "field: http.header.server, equals: gate-server",
            "field: http.title, prefix: Gate",
            "what the whole title is",
        ),
        ("equals: gate-server", "contains: gate, within: markup", "within is for regex and contains on http.body"),
        ("field: http.header.server,", "field: http.body, within: markup,", "within is for regex and contains on"),
        ("tier: strong", "within: text, tier: strong", "'text' is not one of"),
        ("weight: 50", "weight: 500", "500"),
        ("vendor: Acme\n", "", "'vendor' is a required property"),
        (", licence: Apache-2.0}", "}", "'licence' is a required property"),
        ("read: 2026-11-24", "read: yesterday", "does not match"),
        ("set: {serial", "set: {colour", "colour"),
        ("0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcde", "31 characters"),
    ],
)
def test_a_fault_is_named_with_its_place(pack: tuple[PackFile, ...], old: str, new: str, message: str) -> None:
    """Each broken rule gives a complaint with a file of the pack and a line."""
    assert any(old in file.data.decode() for file in pack)
    found = complaints(pack, old, new)
    assert any(message in text for text in found), found
    for text in found:
        name, line = text.split(":")[:2]
        assert name in {"products/acme-gate.yaml", "builds/gate.csv"}
        assert int(line) >= 1


@pytest.mark.parametrize("where", ["contains: /gate/, within: reference", "regex: 'gate[(]', within: markup"])
def test_a_strong_signal_on_a_page_says_where_it_stands(pack: tuple[PackFile, ...], where: str) -> None:
    """With the part of the page named a strong signal on a page is right."""
    assert complaints(pack, "field: http.header.server, equals: gate-server", f"field: http.body, {where}") == []


@pytest.mark.parametrize("title", ["equals: Gate", "any_of: [Gate, Gates]", "regex: '^Gate(?: Admin)?$'"])
def test_a_strong_signal_on_a_title_says_the_whole_title(pack: tuple[PackFile, ...], title: str) -> None:
    """With the whole title named a strong signal on a title is right."""
    assert complaints(pack, "field: http.header.server, equals: gate-server", f"field: http.title, {title}") == []


def test_the_line_is_that_of_the_rule(pack: tuple[PackFile, ...], product_text: str) -> None:
    """The complaint points into the file where the fault stands."""
    (text,) = complaints(pack, "field: favicon.mmh3", "field: favicon.sha1")
    line = int(text.split(":")[1])
    assert "favicon.mmh3" in product_text.splitlines()[line - 1]


def test_both_sides_need_an_example(pack: tuple[PackFile, ...], product_text: str) -> None:
    """A file without example and counterexample is incomplete."""
    head = product_text[: product_text.index("examples:")]
    found = validate((pack[0], PackFile(pack[1].name, head.encode())), DECODERS, CHECKS)
    assert [complaint.message for complaint in found] == [
        "at least one counterexample is needed",
        "at least one example is needed",
    ]


def test_an_unreadable_file_is_one_complaint_among_others(pack: tuple[PackFile, ...]) -> None:
    """A file that is no YAML does not hide the faults of the rest."""
    found = validate((*pack, PackFile("products/b.yaml", b"a: [")), DECODERS, CHECKS)
    assert [complaint.file for complaint in found] == ["products/b.yaml"]


def test_a_product_without_public_trace_needs_no_example(pack: tuple[PackFile, ...], product_text: str) -> None:
    """A product that nothing public recognises is listed as such, with its sources."""
    head = product_text[: product_text.index("roles:")]
    tail = product_text[product_text.index("sources:") : product_text.index("examples:")]
    assert validate((pack[0], PackFile(pack[1].name, (head + tail).encode())), DECODERS, CHECKS) == []
