"""The report of a finished survey: its tables tallied and rendered."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from noroshi.archive.parquet import read_rows
from noroshi.archive.survey import KNOWLEDGE, SurveyFolder
from noroshi.identify.sentences import pick
from noroshi.knowledge.load import load_knowledge
from noroshi.knowledge.products import Product
from noroshi.knowledge.words import LANGUAGES, Language
from noroshi.model.survey import SurveyManifest
from noroshi.render.survey_html import render_survey
from noroshi.report.survey_tally import tally


def survey_report(path: Path) -> str:
    """Return the report as one HTML document. It holds figures only: no organisation, no address."""
    folder = SurveyFolder(path)
    manifest = folder.manifest()
    figures = tally(
        read_rows(folder.table("devices")),
        read_rows(folder.table("verdicts")),
        read_rows(folder.table("attributions")),
        folder.counts(),
        msgspec.to_builtins(manifest),
    )
    products = load_knowledge(path / KNOWLEDGE).products
    names = {id_: product.name for id_, product in products.items()}
    return render_survey(
        figures, synthetic=_synthetic(manifest), product_names=names, blind_spots=_blind_spots(products.values())
    )


def _synthetic(manifest: SurveyManifest) -> bool:
    named = any(Path(item.path).name.startswith("synthetic-") for item in manifest.inputs)
    return named or any("synthetic" in item.terms.licence.lower() for item in manifest.inputs)


def _blind_spots(products: Iterable[Product]) -> dict[Language, list[str]]:
    """Return what public data does not show of each product, by language; the other language where one lacks."""
    spoken: dict[Language, list[str]] = {language: [] for language in LANGUAGES}
    for product in sorted(products, key=lambda item: item.id):
        outlook = product.trace_outlook
        texts = {"en": outlook} if isinstance(outlook, str) else outlook
        for language in LANGUAGES:
            if text := pick(texts, language):
                spoken[language].append(f"{pick(product.name, language)}: {text}")
    return spoken
