"""Reasons as data: every one can be given in both languages, and none is lost on the way to a sentence."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import noroshi.attribute
from noroshi.attribute.attributor import Attributor
from noroshi.attribute.reasons import CODES, REASONS, because, blocked, reason, sentence
from noroshi.attribute.traces import from_row
from noroshi.knowledge.attribution_lists import attribution_lists
from noroshi.knowledge.words import LANGUAGES, load_words
from noroshi.model.attribution import Reason

WORDS = load_words()
SOURCE = Path(noroshi.attribute.__file__).parent
ENGLISH = re.compile(r"(?:[a-z]+[ ,]+){2,}[a-z]+")


def placeholders(text: str) -> set[str]:
    """Return the names of a template's values."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def every_reason() -> Iterator[Reason]:
    """Yield each reason with each of its codes, and names for all other values."""
    for name, needed in REASONS.items():
        coded = [code for code in CODES if code in needed]
        variants: list[dict[str, str]] = [{}]
        for code in coded:
            variants = [{**chosen, code: value} for chosen in variants for value in CODES[code]]
        for chosen in variants:
            inner = {value for code, which in chosen.items() for value in CODES[code][which]}
            for how in CODES["how"] if "how" in inner else [""]:
                used = chosen | ({"how": how} if how else {})
                values = needed | inner | CODES["how"].get(how, frozenset())
                yield reason(name, **{value: f"値{value.upper()}" for value in values} | used)


def test_every_reason_has_words_in_both_languages() -> None:
    """Each reason and code of the registry is worded, and no words are left that nothing gives."""
    assert set(WORDS.section("attribution")) == set(REASONS)
    for code, values in CODES.items():
        assert set(WORDS.section(f"attribution_{code}")) == set(values), code


def test_words_ask_only_for_values_that_are_given() -> None:
    """A sentence's placeholders are values of its reason or of its code."""
    for language in LANGUAGES:
        for name, values in REASONS.items():
            assert placeholders(WORDS.text(f"attribution.{name}", language)) <= values, name
        for code, named in CODES.items():
            for value, needed in named.items():
                assert placeholders(WORDS.text(f"attribution_{code}.{value}", language)) <= needed, (code, value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_reads_to_its_end(language: str) -> None:
    """Every reason with every code gives a sentence without an open placeholder; in Japanese no English in it."""
    for each in every_reason():
        text = sentence(each, "ja" if language == "ja" else "en")
        assert "{" not in text
        if language == "ja":
            assert text.endswith("。"), text
            assert not ENGLISH.search(text), text


def test_every_id_in_the_package_is_in_the_registry() -> None:
    """No module of the package gives a reason that the registry does not know."""
    given = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id in ("reason", "_domain", "_registry") and isinstance(node.args[0], ast.Constant):
                given.add(node.args[0].value)
            if node.func.id in ("Claim", "SiteClaim"):
                given |= {
                    key.value.value for key in node.keywords if key.arg == "id" and isinstance(key.value, ast.Constant)
                }
    assert {"cert.o", "domain.alias", "registry.user", "site.cert", "outcome"} <= given
    assert given <= set(REASONS)


def test_every_kind_of_the_lists_has_its_own_words() -> None:
    """A kind of blocked name in the bundled lists is said by its own sentence."""
    lists = attribution_lists()
    kinds = {item.kind for item in lists.manufacturers} | (set(lists.host_suffixes.values()) - {"reserved"})
    assert {blocked(kind, "cert_o", "x").id for kind in kinds} == {f"block.{kind}" for kind in kinds}
    assert blocked("kind-of-a-newer-list", "ptr", "x").id == "block.other"
    assert blocked("shared", "ptr", "x").id == "block.other"


def test_a_reason_without_its_values_is_refused() -> None:
    """A reason cannot be made that could not be worded: unknown id, missing value, missing value of a code."""
    for values in ({}, {"text": "x"}, {"text": "x", "finding": "one", "how": "full_name"}):
        with pytest.raises(ValueError, match=r"reason cert\.o"):
            reason("cert.o", **values)
    with pytest.raises(ValueError, match="no-such"):
        reason("no-such")


def test_values_of_an_input_are_never_a_template() -> None:
    """Braces in a name are shown, not filled."""
    given = reason("cert.o", text="{rows.__class__} {0}", finding="none")
    assert because([given]) == ("cert.o: {rows.__class__} {0}: nothing in the register",)


def test_because_and_reasons_say_the_same(attributor: Attributor, isp: dict[str, Any]) -> None:
    """The table's sentences are the reasons in English, in order, each beginning with its id."""
    subject = "C=JP, ST=Kanagawa, L=Odawara, O=株式会社架空みなと電機, CN=vpn.norokaku.co.jp"
    got = attributor.attribute(from_row({**isp, "cert_subject": subject, "geo_pref": "Tokyo"}))
    assert got.because == because(got.reasons)
    assert [text.partition(": ")[0] for text in got.because] == [each.id for each in got.reasons]
    assert len(got.because) > 5


def test_japanese_names_source_and_date_of_an_alias(attributor: Attributor, isp: dict[str, Any]) -> None:
    """An officer reads which table named the corporation, and of which day."""
    got = attributor.attribute(from_row({**isp, "cert_subject": "CN=vpn.norokaku.co.jp"}))
    said = next(sentence(each, "ja") for each in got.reasons if each.id == "domain.alias")
    assert said.startswith("機器のホスト名は「vpn.norokaku.co.jp」です。")
    assert "出典 自組織で登録した対応表、2026-01-10" in said


def test_every_reason_is_in_the_reference() -> None:
    """Every id that may stand in a table is explained in the reference."""
    text = (Path(__file__).parents[2] / "docs" / "reference" / "attribution.md").read_text(encoding="utf-8")
    assert [name for name in REASONS if f"| `{name}` |" not in text] == []
