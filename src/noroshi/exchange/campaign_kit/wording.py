"""The sentences of letters, calls and pages with their conditions, and the closed lists, for the next office."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from noroshi.exchange.csv_text import csv_bytes
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.sentences import load_sentences
from noroshi.knowledge.words import Language, load_words
from noroshi.model.campaign_evidence import Sentence

COLUMNS: Final = ("id", "stage", "device", "owner", "time", "verdicts", "ja", "en")
LIST_COLUMNS: Final = ("list", "code", "ja", "en")


def wording_csv() -> bytes:
    """Return every sentence with stage, the evidence that it needs, and both languages."""
    return csv_bytes(COLUMNS, map(_row, load_sentences().by_id.values()))


def lists_csv() -> bytes:
    """Return every code of every closed list with both labels."""
    lists = load_enumerations()
    return csv_bytes(
        LIST_COLUMNS,
        ((name, each.code, each.ja, each.en) for name in lists.names() for each in lists.entries(name)),
    )


def wording(language: Language, version: str) -> str:
    """Return the sentences of one language as Markdown, section by section, with what each needs."""
    return "\n".join(_lines(language, version)) + "\n"


def _lines(language: Language, version: str) -> Iterator[str]:
    words = load_words()
    yield f"# {words.text('campaign_kit.wording_title', language)}\n"
    yield f"{words.text('campaign_kit.version', language, version=version)}\n"
    yield words.text("campaign_kit.wording_lead", language)
    for section, sentences in groupby(load_sentences().by_id.values(), key=lambda each: each.id.partition(".")[0]):
        yield f"\n## `{section}`\n"
        for each in sentences:
            yield f"- `{each.id.partition('.')[2]}` ({_conditions(each, language)}): {_text(each, language)}"


def _text(sentence: Sentence, language: Language) -> str:
    return sentence.ja if language == "ja" else sentence.en


def _conditions(sentence: Sentence, language: Language) -> str:
    words = load_words()
    parts = [words.text(f"campaign_kit_stage.{sentence.stage.name.lower()}", language)]
    needs = sentence.needs
    parts += [
        words.text(f"campaign_kit_needs.{kind}_{level.name.lower()}", language)
        for kind, level in (("device", needs.device), ("owner", needs.owner), ("time", needs.time))
        if level
    ]
    return words.text("campaign_kit.comma", language).join(parts)


def _row(sentence: Sentence) -> tuple[str, ...]:
    needs = sentence.needs
    levels = (sentence.stage, needs.device, needs.owner, needs.time)
    verdicts = " ".join(sorted(answer.value for answer in sentence.answers))
    return (sentence.id, *(level.name.lower() for level in levels), verdicts, sentence.ja, sentence.en)
