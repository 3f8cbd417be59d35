"""Explanations of the example prefecture: complete in Japanese, in both languages for every device."""

import re
from pathlib import Path

import pytest

from noroshi.archive.parquet import read_rows
from noroshi.pipeline.explain import explained_chains
from noroshi.render.explanation import explanation

ENGLISH = re.compile(r"(?:[a-z][a-z',-]*[ ,]+){3,}[a-z]+")
"""Four lower-case words in a row: a sentence; names, rule ids and values are shorter."""


@pytest.fixture(scope="module")
def devices(example_survey: Path) -> list[str]:
    """Return devices of the example: every state, every kind of reason, conflicts and decoys, and a sample."""
    rows = list(read_rows(example_survey / "attributions.parquet"))
    chosen: dict[str, str] = {}
    for row in rows:
        for key in (row["state"], row["site_basis"], *(each["id"] for each in row["reasons"])):
            chosen.setdefault(key, row["device"])
    for row in read_rows(example_survey / "devices.parquet"):
        for text in (*row["conflicts"], *row["decoy_reasons"]):
            chosen.setdefault(text.partition(":")[0].split("(")[0], row["device"])
    return sorted({*chosen.values(), *(row["device"] for row in rows[::40])})


def test_the_japanese_explanation_holds_no_english_sentence(example_survey: Path, devices: list[str]) -> None:
    """An officer reads Japanese from the first line to the last."""
    assert len(devices) > 15
    for device in devices:
        for chain in explained_chains(example_survey, device, "ja"):
            text = explanation(chain, "ja")
            assert "5. 利用している組織の推定" in text
            assert [line for line in text.splitlines() if ENGLISH.search(line)] == []


def test_the_english_explanation_is_complete(example_survey: Path, devices: list[str]) -> None:
    """The same devices are explained in English, without a Japanese sentence but the names."""
    for device in devices[:5]:
        for chain in explained_chains(example_survey, device, "en"):
            text = explanation(chain, "en")
            assert "5. Which organisation uses it" in text
            assert "です。" not in text
