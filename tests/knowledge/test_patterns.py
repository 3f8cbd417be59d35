"""Regexes of rules are compiled one way and cannot run away."""

import pytest

from noroshi.knowledge.patterns import compile_pattern, pattern_faults


@pytest.mark.parametrize(
    ("field", "pattern"),
    [
        ("http.header.server", r"^BigIP/(\d+\.)+\d+$"),
        ("http.body", r"ds_(?P<h>[0-9a-f]{64})\.css"),
        ("http.body", r"<title>[^<]{0,200}</title>"),
        ("http.header.etag", r'^"?(?P<size>[0-9a-f]+)-(?P<ts>[0-9a-f]{8})"?$'),
        ("snmp.description", r"(?i)version (?:\d{1,5}\.){1,5}\d+"),
    ],
)
def test_ordinary_patterns_pass(field: str, pattern: str) -> None:
    """Bounded repeats everywhere, and plain unbounded ones over short fields, are fine."""
    assert [fault for fault in pattern_faults(field, pattern) if "holds another" not in fault] == []


@pytest.mark.parametrize(
    ("field", "pattern", "fault"),
    [
        ("http.title", "(a+)+b", "another wide repeat"),
        ("http.title", "(?:a|b{0,50}){0,50}", "another wide repeat"),
        ("http.title", "(?:(?:a*)x)*", "another wide repeat"),
        ("http.title", ".*a.*b.*c.*d", "wide repeats"),
        ("http.body", "a.*b", "long text"),
        ("http.body", "a{5,}", "long text"),
        ("http.title", r"(a)\1", "back-references"),
        ("http.title", "(?P<x>a)(?P=x)", "back-references"),
        ("http.title", "(?x) a", "inline flags"),
        ("http.title", "(?u)a", "no valid regex"),
        ("http.title", "(", "no valid regex"),
        ("http.title", "[[a]", "nested set"),
        ("http.title", "a" * 1001, "longer than"),
        ("http.title", "a{999999999999}", "no valid regex"),
    ],
)
def test_a_dangerous_pattern_is_named(field: str, pattern: str, fault: str) -> None:
    """Nested and unbounded repeats, back-references and odd flags are complaints."""
    assert any(fault in text for text in pattern_faults(field, pattern))


def test_classes_are_ascii() -> None:
    r"""A full-width digit is no \d, whatever the locale."""
    assert compile_pattern(r"^\d+$").search("\uff11\uff12") is None
    assert compile_pattern("^K$", ignore_case=True).search("\u212a") is None
