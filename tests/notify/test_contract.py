"""The contract finder: to be asked by default, and a maintenance contract alone never covers an upgrade."""

from itertools import product

import pytest

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.notify.contract import find_coverage

ITEMS = load_enumerations().codes("contract_item")


def test_nothing_ticked_means_ask() -> None:
    """Without a tick everything is to be asked, and the question to the vendor asks for all of it."""
    finding = find_coverage({})
    assert [line.answer for line in finding.lines] == ["ask"] * 6
    assert finding.update == "ask"
    question = finding.question("ja")
    assert question.startswith("保守契約の内容についての確認\n")
    assert [f"\n{number}. " in question for number in range(1, 8)] == [True] * 6 + [False]
    assert question.endswith("作業の予定日をお知らせください。")


def test_maintenance_alone_does_not_cover_upgrades() -> None:
    """The lesson of the release: a contract for maintenance and faults leaves upgrades to be asked."""
    finding = find_coverage({"maintenance": "included", "fault_response": "included"})
    assert finding.update == "ask"
    assert finding.lines[0].text("ja") == "保守:含まれる"
    assert finding.lines[2].text("en") == "Firmware updates: Ask the vendor"
    assert "「保守」には" not in finding.question("ja")


def test_upgrades_are_covered_only_where_nothing_speaks_against_it() -> None:
    """Included needs the tick for firmware and no limit ticked; not included needs the tick that says so."""
    for answers in product(["included", "not_included", ""], repeat=6):
        ticks = dict(zip(ITEMS, answers, strict=True))
        finding = find_coverage(ticks)
        firmware = ticks["firmware_update"]
        limits = {ticks[item] for item in ("vulnerability_response", "hours", "sites")}
        assert (finding.update == "not_included") == (firmware == "not_included"), ticks
        assert (finding.update == "included") == (firmware == "included" and "not_included" not in limits), ticks
        asked = answers.count("")
        assert finding.question("en").count("\n") == 1 + asked + (1 if asked else 0), ticks


def test_it_says_that_it_is_no_legal_reading() -> None:
    """Whatever is found, the owner is told to ask, and that this is no reading of the contract."""
    for answer in ("included", "not_included", "ask"):
        finding = find_coverage({"firmware_update": answer})
        assert "保守ベンダー" in finding.summary("ja")
        assert "契約の解釈を示すものではありません" in finding.note("ja")


@pytest.mark.parametrize("ticks", [{"warranty": "included"}, {"maintenance": "perhaps"}])
def test_what_is_not_on_the_form_is_refused(ticks: dict[str, str]) -> None:
    """A forged item or answer is refused by name."""
    with pytest.raises(ValueError, match=r"warranty|perhaps"):
        find_coverage(ticks)
