"""Reading a finished survey: what it is made of, and every device with as much as the criteria of a campaign need."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from noroshi.archive.query import open_tables, rows_of
from noroshi.archive.survey import KNOWLEDGE, MANIFEST, SurveyError, SurveyFolder
from noroshi.knowledge.complaints import KnowledgeError
from noroshi.knowledge.load import load_knowledge
from noroshi.knowledge.places import bundled_places
from noroshi.knowledge.products import Product
from noroshi.model.attribution import State
from noroshi.model.campaign import CampaignFinding, Judgement
from noroshi.model.survey import SurveyManifest
from noroshi.model.verdict import Answer, Urgency
from noroshi.notify.japanese_dates import day_in_japan
from noroshi.records.services.storable import storable

SYNTHETIC: Final = "synthetic"
"""Part of the file name or the licence reference of made-up data: a survey with any of it is a sample, as is all that
comes of it."""
_DEVICES: Final = """
WITH judged AS (
    SELECT device, list({'cve': cve, 'verdict': verdict, 'urgency': urgency} ORDER BY cve) AS judgements
    FROM verdicts GROUP BY device
), last_affected AS (
    SELECT device, max(observed_at) AS seen FROM evidence
    WHERE about = 'version' AND version_kind NOT IN ('none', 'unmapped') GROUP BY device
)
SELECT d.device, d.product, d.version_kind, coalesce(l.seen, d.last_seen) AS last_affected_at,
       a.state, a.organization, a.corporate_number, a.site_pref, a.registered_pref,
       coalesce(j.judgements, []) AS judgements
FROM devices d LEFT JOIN attributions a USING (device) LEFT JOIN judged j USING (device)
LEFT JOIN last_affected l USING (device)
ORDER BY d.device
"""


@dataclass(frozen=True, slots=True)
class SurveyFacts:
    """What a survey is made of. ``digest`` is the SHA-256 of its manifest, ``sources`` as in ``records.Survey``."""

    path: Path
    name: str
    digest: str
    as_of: dt.date
    knowledge_digest: str
    sources: list[dict[str, str]]
    counts: dict[str, Any]
    blind_spots: list[dict[str, str]]
    synthetic: bool


@dataclass(frozen=True, slots=True)
class SurveyDevice:
    """One device: what the criteria look at, and whether anything is known of its version."""

    finding: CampaignFinding
    last_affected_at: dt.datetime
    version_known: bool


def read_facts(path: Path) -> SurveyFacts:
    """Return what the survey is made of; raises ``SurveyError`` where the folder holds no complete survey."""
    folder = SurveyFolder(path)
    folder.require_complete()
    manifest = folder.manifest()
    try:
        as_of = dt.date.fromisoformat(manifest.as_of)
    except ValueError as error:
        raise SurveyError(
            f"{path}: the survey has no date; it holds no observation, so nothing can be opened"
        ) from error
    sources = _sources(manifest)
    return SurveyFacts(
        path=path,
        name=path.resolve().name,
        digest=hashlib.sha256((path / MANIFEST).read_bytes()).hexdigest(),
        as_of=as_of,
        knowledge_digest=manifest.knowledge,
        sources=sources,
        counts=folder.counts(),
        blind_spots=_blind_spots(path, manifest),
        synthetic=any(made_up(each) for each in sources),
    )


def read_devices(path: Path) -> list[SurveyDevice]:
    """Return every device of the survey, in the order of their ids."""
    _, rows = rows_of(open_tables(path), _DEVICES)
    codes = prefecture_codes()
    return [_device(row, codes) for row in rows]


def prefecture_codes() -> dict[str, str]:
    """Return the two-digit codes by the names of the prefectures."""
    return {each.name: each.code for each in bundled_places().prefectures.values()}


def _sources(manifest: SurveyManifest) -> list[dict[str, str]]:
    return [
        {
            "input": record.path,
            "source": record.source,
            "licence": record.terms.licence,
            "may_hand_over": record.terms.may_hand_over,
            "may_print": record.terms.may_print,
            "may_publish": record.terms.may_publish,
        }
        for record in manifest.inputs
    ]


def made_up(source: dict[str, str]) -> bool:
    """Whether one of ``SurveyFacts.sources`` is marked as made-up data, by its file name or its licence."""
    return SYNTHETIC in source["licence"].lower() or Path(source["input"]).name.startswith(f"{SYNTHETIC}-")


def _blind_spots(path: Path, manifest: SurveyManifest) -> list[dict[str, str]]:
    """Return the manifest's sentences, with the Japanese of the survey's own pack where that can still be read."""
    try:
        products = load_knowledge(path / KNOWLEDGE).products
    except (KnowledgeError, OSError):
        products = {}
    spots = []
    for text in manifest.blind_spots:
        product, _, english = text.partition(": ")
        spots.append({"product": product, "ja": _japanese(products.get(product)) or english, "en": english})
    return spots


def _japanese(product: Product | None) -> str:
    return product.trace_outlook.get("ja", "") if product and isinstance(product.trace_outlook, dict) else ""


def _device(row: dict[str, Any], codes: dict[str, str]) -> SurveyDevice:
    finding = CampaignFinding(
        id=row["device"],
        device=row["device"],
        product=row["product"],
        judgements=tuple(
            Judgement(cve=each["cve"], answer=Answer(each["verdict"]), urgency=Urgency(each["urgency"]))
            for each in row["judgements"]
        ),
        state=State(row["state"] or State.NONE),
        number=row["corporate_number"] or "",
        organization=storable(row["organization"] or ""),
        site=codes.get(row["site_pref"] or "", ""),
        head_office=codes.get(row["registered_pref"] or "", ""),
        last_seen=day_in_japan(row["last_affected_at"]),
    )
    known = row["version_kind"] not in {"none", "unmapped"}
    return SurveyDevice(finding, row["last_affected_at"], known)
