"""What must not leave is refused before a byte is written, and everything that stands in the way is said at once."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bundle_world import CREATED, SEEN, SOURCE, Parties, back_flow, case, cases, states
from noroshi.exchange.bundle import errors
from noroshi.exchange.bundle.build import Enclosures
from noroshi.exchange.bundle.contents import KINDS, FreshnessOverride, KnowledgeUpdate, SurveyUpdate
from noroshi.exchange.bundle.leaving import BundleRefused, refusals_of
from noroshi.exchange.bundle.manifest import Manifest
from noroshi.exchange.bundle.seal import Passphrase, Recipients
from noroshi.exchange.bundle.terms import SourceTerms

TODAY = CREATED.date()


@pytest.fixture
def parties(tmp_path: Path) -> Parties:
    return Parties(tmp_path)


def _codes(contents: Any, on: dt.date = TODAY) -> list[str]:
    refusals = refusals_of(contents, on)
    for refusal in refusals:
        assert refusal.subject in refusal.text("ja")
        assert refusal.text("en") != refusal.text("ja")
    return [refusal.code for refusal in refusals]


@pytest.mark.parametrize("answer", ["no", "unknown"])
def test_a_source_that_does_not_allow_it_keeps_everything_here(parties: Parties, answer: str) -> None:
    """Only a plain yes opens the way; the refusal names input, source and licence, and no file appears."""
    closed = msgspec.structs.replace(SOURCE, may_hand_over=answer)
    for contents in (cases(sources=(closed,)), msgspec.structs.replace(states(), sources=(closed,))):
        with pytest.raises(BundleRefused) as caught:
            parties.write(contents)
        for word in (SOURCE.input, SOURCE.source, SOURCE.licence):
            assert word in caught.value.text("ja")
            assert word in str(caught.value)
        assert list(parties.folder.iterdir()) == []


def test_terms_are_unknown_until_someone_read_them() -> None:
    """A source without recorded terms does not leave by default."""
    assert _codes(cases(sources=(SourceTerms(input=SOURCE.input, source="shodan"),))) == ["source_unknown"]
    assert _codes(cases(1, sources=())) == ["source_unlisted"]
    assert _codes(SurveyUpdate(survey_as_of="2026-12-01", knowledge="k", files=0, sources=())) == ["source_missing"]


def test_old_findings_stay_here() -> None:
    """A finding is handed over up to its last day; later only with an override for this very observation."""
    last = (SEEN + dt.timedelta(days=14)).date()
    assert _codes(cases(1), last) == []
    assert _codes(cases(1), last + dt.timedelta(days=1)) == ["stale"]
    override = FreshnessOverride(by="課長", reason="機器の再観測待ち", last_seen=SEEN)
    overridden = cases(cases=(case(1, override=override),))
    assert _codes(overridden, last + dt.timedelta(days=1)) == []
    other = msgspec.structs.replace(override, last_seen=SEEN - dt.timedelta(days=1))
    assert _codes(cases(cases=(case(1, override=other),)), last + dt.timedelta(days=1)) == ["stale"]


@pytest.mark.parametrize(
    ("basis", "site", "head_office", "leaves"),
    [
        ("site", "静岡県", "東京都", True),
        ("site", "東京都", "静岡県", False),
        ("head_office", "東京都", "静岡県", True),
        ("head_office", "静岡県", "", False),
        ("either", "東京都", "静岡県", True),
        ("either", "", "", False),
        ("both", "静岡県", "静岡県", True),
        ("both", "静岡県", "東京都", False),
    ],
)
def test_only_that_prefecture_leaves(basis: str, site: str, head_office: str, leaves: bool) -> None:  # noqa: FBT001
    """A bundle holds the findings of its prefecture by the stated criterion, and an unknown place is none."""
    one = case(1, site_pref=site)
    one = msgspec.structs.replace(one, organisation=msgspec.structs.replace(one.organisation, prefecture=head_office))
    assert _codes(cases(basis=basis, cases=(one,))) == ([] if leaves else ["not_in_prefecture"])


def test_everything_in_the_way_is_said_at_once() -> None:
    """Several reasons are listed together, each with the finding it is about."""
    found = _codes(cases(cases=(case(1, inputs=()), case(1), msgspec.structs.replace(case(2), findings=()))))
    assert sorted(found) == ["no_finding", "source_missing", "twice"]


def test_contents_that_break_the_format_are_found_here(parties: Parties) -> None:
    """The giver learns of a wrong field, not the receiver."""
    for wrong in (
        cases(cases=(case(1, decision="pending"),)),
        cases(cases=(case(1, key="acme-corporation"),)),
        cases(cases=(case(1, key="0123456789abcdef\n"),)),
        cases(cases=(case(1, last_seen=SEEN.replace(tzinfo=None)),)),
        cases(prefecture="静岡"),
    ):
        with pytest.raises(errors.WrongShape):
            parties.write(wrong)
    with pytest.raises(errors.WrongShape):
        parties.write(cases(), sequence=0)
    assert list(parties.folder.iterdir()) == []


def test_only_cases_carry_documents_and_only_updates_carry_files(parties: Parties, tmp_path: Path) -> None:
    """A back-flow has no room for a document, an update has as many files as it says."""
    pdf = Enclosures(documents={"a.pdf": b"%PDF"})
    for contents in (back_flow(), states(), KnowledgeUpdate(version="k", files=0)):
        with pytest.raises(errors.ExtraPart):
            parties.write(contents, enclosures=pdf)
    for enclosures in (Enclosures(documents={"a.exe": b"MZ"}), Enclosures(files={"x": tmp_path / "x"})):
        with pytest.raises(errors.ExtraPart):
            parties.write(cases(), enclosures=enclosures)
    with pytest.raises(errors.WrongCounts):
        parties.write(KnowledgeUpdate(version="k", files=1))
    with pytest.raises(errors.UnsafePart):
        parties.write(cases(), enclosures=Enclosures(documents={"../a.pdf": b"%PDF"}))


def test_keys_that_cannot_seal_are_refused(parties: Parties) -> None:
    """No recipient, a wrong one or a short passphrase: nothing is written."""
    for lock in (Recipients(()), Recipients(("age1x",)), Passphrase("short")):
        with pytest.raises(errors.WrongKeyFile):
            parties.write(cases(), lock=lock)
    assert list(parties.folder.iterdir()) == []


def test_secrets_do_not_show_in_messages() -> None:
    """A passphrase does not appear where an object is printed."""
    assert "battery" not in repr(Passphrase("correct horse battery"))


def test_the_manifest_knows_every_kind() -> None:
    """The kinds of the manifest are those of the contents."""
    kinds = msgspec.json.schema(Manifest)["$defs"]["Manifest"]["properties"]["kind"]["enum"]
    assert set(kinds) == set(KINDS)


def test_every_error_has_a_sentence_in_both_languages() -> None:
    """Each reason for refusal has a class of its own and words of its own."""
    kinds = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, errors.BundleError)]
    codes = [kind.code for kind in kinds if kind is not errors.BundleError]
    assert len(set(codes)) == len(codes) > 15
    from noroshi.knowledge.words import load_words

    assert set(codes) == set(load_words().section("bundle_error"))
    names = {"fingerprint", "why", "named", "signer", "us", "schema", "known", "part", "limit", "what", "said", "found"}
    names |= {"giver", "sequence", "expected", "key"}
    for code in codes:
        for language in ("ja", "en"):
            assert set(re.findall(r"{(\w+)}", load_words().text(f"bundle_error.{code}", language))) <= names
