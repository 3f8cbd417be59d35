"""The report of a finished survey: its tables tallied and rendered."""

from pathlib import Path

import msgspec

from noroshi.archive.parquet import read_rows
from noroshi.archive.survey import KNOWLEDGE, SurveyFolder
from noroshi.knowledge.load import load_knowledge
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
    names = {id_: product.name for id_, product in load_knowledge(path / KNOWLEDGE).products.items()}
    synthetic = any("synthetic" in item.terms.licence.lower() for item in manifest.inputs)
    return render_survey(figures, synthetic=synthetic, product_names=names)
