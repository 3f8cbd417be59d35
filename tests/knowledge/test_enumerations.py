"""The closed lists of the campaign: the corrections that were decided, and every fault named by its line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from noroshi.knowledge.complaints import KnowledgeError
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.load import data_root
from noroshi.knowledge.words import load_words
from noroshi.model.campaign import Decision
from noroshi.model.verdict import Answer

Edit = Callable[[str, str], Path]


@pytest.fixture
def edit(tmp_path: Path) -> Edit:
    """Return a pack whose enums.yaml has one text replaced."""

    def replaced(old: str, new: str) -> Path:
        text = (data_root() / "enums.yaml").read_text("utf-8")
        assert old in text
        (tmp_path / "enums.yaml").write_text(text.replace(old, new, 1), "utf-8")
        return tmp_path

    return replaced


def test_labels_are_there_in_both_languages() -> None:
    """Every code of every list has a Japanese and an English label, and no label serves two codes of a list."""
    lists = load_enumerations()
    assert len(lists.names()) >= 21
    for name in lists.names():
        for language in ("ja", "en"):
            labels = [lists.label(name, code, language) for code in lists.codes(name)]
            assert all(labels)
            assert len(set(labels)) == len(labels), (name, language)


def test_a_workaround_is_published_as_its_own_class() -> None:
    """緩和策のみ is neither planned nor done in public, and partly aware is neither aware nor unaware."""
    lists = load_enumerations()
    assert lists.entry("response", "workaround").public == "workaround"
    assert lists.label("response_public", "workaround", "ja") == "緩和策のみ"
    assert [code for code in lists.codes("response") if lists.entry("response", code).public == "workaround"] == [
        "workaround"
    ]
    assert lists.entry("awareness", "partly").public == "partly"
    assert lists.has("response", "declined")


def test_every_answer_has_a_public_class() -> None:
    """Nothing that was answered falls out of the public charts."""
    lists = load_enumerations()
    for name in ("awareness", "response"):
        assert all(entry.public for entry in lists.entries(name))


def test_two_facts_are_two_reasons() -> None:
    """The affiliate and the cost reason are two facts each, both counted to the reason they were published under."""
    lists = load_enumerations()
    numbers = [entry.release for entry in lists.entries("delay_reason") if entry.release]
    assert sorted(set(numbers)) == list(range(1, 8))
    assert numbers == sorted(numbers)
    assert [numbers.count(number) for number in range(1, 8)] == [1, 1, 1, 1, 1, 2, 2]
    orders = [entry.main_reason for entry in lists.entries("delay_reason")]
    assert orders == list(range(1, len(orders) + 1))


def test_only_the_responsible_person_counts_as_effective() -> None:
    """Reaching somebody else, a machine's receipt or a view of a page is no effective contact."""
    effective = load_enumerations().flagged("contact_outcome", "effective")
    assert effective == ("reached_responsible", "replied")


def test_an_outcome_that_spoils_the_contact_says_its_new_state() -> None:
    """Where the next contact is needed, the present one gets a state in which it is not used again."""
    lists = load_enumerations()
    assert set(lists.flagged("contact_outcome", "next_contact")) == {
        "wrong_contact", "undeliverable", "bounced", "closed_or_merged",
    }  # fmt: skip
    for code in lists.flagged("contact_outcome", "next_contact"):
        state = lists.entry("contact_outcome", code).marks_contact
        assert not lists.entry("contact_state", state).usable


def test_a_date_is_proposed_or_the_supervisor_is_told() -> None:
    """No outcome of a contact leaves a case without a next step."""
    for entry in load_enumerations().entries("contact_outcome"):
        assert (entry.suggest_days is not None and entry.suggest) or entry.escalate, entry.code


@pytest.mark.parametrize("code", ["suspected_scam", "complaint", "incident_reported", "closed_or_merged"])
def test_troubles_have_their_outcome(code: str) -> None:
    """A scam suspected, a complaint, damage and a closed firm each have a code, and a supervisor hears of it."""
    assert load_enumerations().entry("contact_outcome", code).escalate


def test_lists_agree_with_the_program_and_the_report() -> None:
    """Verdicts and decisions have the codes of the program and the words of the report."""
    lists = load_enumerations()
    assert set(lists.codes("verdict_level")) == set(Answer)
    assert set(lists.codes("finding_decision")) == set(Decision)
    for name, section in (("verdict_level", "verdict"), ("permission", "permission")):
        for code in lists.codes(name):
            for language in ("ja", "en"):
                assert (
                    lists.label(name, code, language).lower()
                    == load_words().text(f"{section}.{code}", language).lower()
                )


def test_unknown_names_are_refused() -> None:
    """A list or code that does not exist is a KeyError, and ``has`` says so beforehand."""
    lists = load_enumerations()
    assert not lists.has("awareness", "nonsense")
    assert not lists.has("nonsense", "aware")
    with pytest.raises(KeyError):
        lists.label("awareness", "nonsense", "ja")
    with pytest.raises(KeyError):
        lists.label("awareness", "aware", "fr")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("en: Was aware, public: aware}", "en: Was aware, publick: aware}", "publick"),
        (
            "en: Was aware, public: aware}",
            "en: Was aware, public: nowhere}",
            "nowhere is not in the list awareness_public",
        ),
        ("en: Was aware, public: aware}", 'en: " ", public: aware}', "a label lacks a language"),
        ("en: Was aware, public: aware}", "en: Was aware, public: aware, order: 7}", "follow from the file"),
        ("marks_contact: bounced", "marks_contact: gone", "gone is not in the list contact_state"),
        ("noroshi/enums@1", "noroshi/enums@9", "schema must be noroshi/enums@1"),
        ("    name: {ja: 連絡の手段, en: Channel}", '    name: {ja: 連絡の手段, en: ""}', "the name lacks a language"),
        ("      own: {ja: 自組織の機器", "      own: {ja: [自組織]", "Expected `str`"),
    ],
)
def test_a_fault_is_named_by_its_line(edit: Edit, old: str, new: str, message: str) -> None:
    """A typing error in the file is refused with the line where it stands."""
    line = (data_root() / "enums.yaml").read_text("utf-8").partition(old)[0].count("\n") + 1
    with pytest.raises(KnowledgeError, match=message) as caught:
        load_enumerations(edit(old, new))
    assert caught.value.line == line


def test_a_file_without_lists_is_refused(tmp_path: Path) -> None:
    """An empty or cut file is no set of empty lists."""
    (tmp_path / "enums.yaml").write_text("schema: noroshi/enums@1\nlists: {}\n", "utf-8")
    with pytest.raises(KnowledgeError, match="lists must be a mapping"):
        load_enumerations(tmp_path)
