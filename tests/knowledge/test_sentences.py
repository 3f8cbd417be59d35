"""The sentences of the call sheet: apart from other words, in both languages, none saying too much too early."""

from pathlib import Path

import pytest

from noroshi.knowledge.complaints import KnowledgeError
from noroshi.knowledge.sentences import DEVICE_VALUES, load_sentences
from noroshi.knowledge.words import load_words
from noroshi.model.campaign_evidence import DeviceClaim, Stage
from noroshi.model.verdict import Answer

HEAD = "schema: noroshi/sentences@1\nsections:\n  part:\n"


def _pack(folder: Path, *lines: str) -> Path:
    (folder / "words").mkdir()
    (folder / "words" / "call.yaml").write_text(HEAD + "".join(f"    {line}\n" for line in lines), "utf-8")
    return folder


def test_no_template_reaches_a_sentence_through_the_words() -> None:
    """A sentence with an evidence level is not among the plain words, where nobody would look at its level."""
    ids = load_sentences().by_id
    assert len(ids) > 20
    assert not set(ids) & set(load_words().entries)


def test_the_first_stage_never_names_the_device() -> None:
    """What may be said to anybody needs no product, version, address or CVE."""
    first = [one for one in load_sentences().by_id.values() if one.stage is Stage.FIRST]
    assert len(first) > 10
    for sentence in first:
        assert not sentence.values & DEVICE_VALUES
        assert sentence.needs.device is DeviceClaim.NOTHING
        for word in ("VPN", "CVE", "IPアドレス"):
            assert word not in sentence.ja or sentence.id == "call_never_ask.reception"


def test_each_verdict_that_is_notified_has_its_sentences() -> None:
    """Affected, likely and undetermined have a sentence for today and one for a past day; not affected has none."""
    finding = load_sentences().section("call_finding")
    for answer in Answer:
        written = [one for one in finding if answer in one.answers]
        assert len(written) == (0 if answer is Answer.NOT_AFFECTED else 2)


def test_the_fixed_wordings_are_word_for_word() -> None:
    """That it is voluntary, and that nobody connected to the device, stand as they were approved."""
    sentences = load_sentences()
    assert sentences.find("call_duty.voluntary").ja == ("本連絡は義務を課すものではなく、ご対応・ご回答は任意です。")
    assert sentences.find("call_duty.no_scan").ja.format(you="貴社") == (
        "当方及び調査実施者は、本件調査において貴社機器への接続や脆弱性スキャンを行っていません。"
        "第三者が観測し提供している情報を用いています(提供元・観測日時は別紙)。"
    )


@pytest.mark.parametrize(
    "word", ["指導", "命令", "警告", "是正", "聴取", "供述", "vulnerable device", "warning", "order you"]
)
def test_no_sentence_commands(word: str) -> None:
    """The wording informs and asks; it never orders, warns or interrogates."""
    assert [one.id for one in load_sentences().by_id.values() if word in one.ja + one.en] == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('a: {stage: first, ja: "「{product}」です", en: "It is {product}"}', "first stage names product"),
        ('a: {stage: second, ja: "{version}です", en: "It is {cve}"}', "the languages need different values"),
        ('a: {stage: second, ja: "はい", en: " "}', "a language is missing"),
        ('a: {stage: second, ja: "{version", en: "{version"}', "expected '}'"),
        ('a: {stage: third, ja: "はい", en: "Yes"}', "third"),
        ('a: {stage: second, needs: {device: certain}, ja: "はい", en: "Yes"}', "certain"),
        ('a: {stage: second, answers: [maybe], ja: "はい", en: "Yes"}', "maybe"),
        ('a: {ja: "はい", en: "Yes"}', "stage"),
    ],
)
def test_a_fault_is_named_by_its_line(tmp_path: Path, line: str, message: str) -> None:
    """A sentence that would slip through the gate is refused where it stands."""
    with pytest.raises(KnowledgeError, match=message) as caught:
        load_sentences(_pack(tmp_path, line))
    assert caught.value.line == 4


def test_an_id_in_two_files_is_refused(tmp_path: Path) -> None:
    """Two sentences of the same id would leave it to chance which one is said."""
    pack = _pack(tmp_path, 'a: {stage: first, ja: "はい", en: "Yes"}')
    (pack / "words" / "letter.yaml").write_text(HEAD + '    a: {stage: first, ja: "いいえ", en: "No"}\n', "utf-8")
    with pytest.raises(KnowledgeError, match=r"part\.a appears twice"):
        load_sentences(pack)


def test_files_of_words_are_not_read_as_sentences(tmp_path: Path) -> None:
    """Other files in the folder are left to those who read them."""
    pack = _pack(tmp_path, 'a: {stage: first, ja: "はい", en: "Yes"}')
    (pack / "words" / "other.yaml").write_text("schema: noroshi/words@1\nsections: {}\n", "utf-8")
    assert list(load_sentences(pack).by_id) == ["part.a"]
