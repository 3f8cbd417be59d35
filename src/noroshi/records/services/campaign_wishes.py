"""What a person asks for when opening a campaign, and whether it can be asked for."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.ethics import load_ethics
from noroshi.knowledge.product_names import product_names
from noroshi.model.verdict import Answer, Urgency
from noroshi.notify.criteria import Basis, Criteria
from noroshi.records.campaign import Campaign
from noroshi.records.services.load_survey import prefecture_codes
from noroshi.records.services.refusals import Refused

CODE: Final = re.compile(r"[A-Z0-9][A-Z0-9-]{1,19}")
_CVE: Final = re.compile(r"CVE-[0-9]{4}-[0-9]{4,19}")
VERDICTS: Final = ("affected", "likely", "undetermined")
"""Verdicts that a campaign may be about: nobody is contacted because of a device outside every published range."""
URGENCIES: Final = tuple(str(urgency) for urgency in Urgency)
BASES: Final[dict[str, Basis]] = {code: code for code in ("site", "head_office", "either", "both")}
MOST_DAYS: Final = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """The criteria and the frame of a campaign. Empty products and CVEs do not limit.

    ``prefectures`` are Japanese names. ``least``: the least urgency that is still taken. ``ethics``: the items of the
    checklist that the person confirmed.
    """

    code: str
    title_ja: str
    title_en: str = ""
    prefectures: tuple[str, ...]
    basis: str = "site"
    products: tuple[str, ...] = ()
    cves: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ("affected", "likely")
    least: str = "none"
    freshness_days: int = 14
    research_days: int = 10
    legal_basis: str
    handling_class: str = "unit_only"
    ethics: frozenset[str] = frozenset()
    starts_on: dt.date
    ends_on: dt.date | None = None

    @property
    def criteria(self) -> Criteria:
        """Return the criteria as the rules of a notification take them."""
        codes = prefecture_codes()
        return Criteria(
            prefectures=frozenset(codes[name] for name in self.prefectures),
            basis=BASES[self.basis],
            products=frozenset(self.products),
            cves=frozenset(self.cves),
            answers=frozenset(Answer(verdict) for verdict in self.verdicts),
            least=Urgency(self.least),
        )


def check_criteria(wishes: Wishes) -> None:
    """Raise ``Refused`` naming the field and the value that cannot be used."""
    codes, products = prefecture_codes(), product_names()
    if not wishes.prefectures:
        raise Refused("campaign_no_prefecture", field="prefectures")
    _each("prefectures", wishes.prefectures, lambda name: name in codes)
    _each("basis", (wishes.basis,), lambda code: code in BASES)
    _each("products", wishes.products, lambda product: product in products)
    _each("cves", wishes.cves, lambda cve: _CVE.fullmatch(cve) is not None)
    _each("verdicts", wishes.verdicts, lambda verdict: verdict in VERDICTS)
    if not wishes.verdicts:
        raise Refused("campaign_no_verdict", field="verdicts")
    _each("least", (wishes.least,), lambda urgency: urgency in URGENCIES)
    for field in ("freshness_days", "research_days"):
        if not 1 <= getattr(wishes, field) <= MOST_DAYS:
            raise Refused("campaign_days", field=field, value=str(getattr(wishes, field)), most=str(MOST_DAYS))


def check_frame(wishes: Wishes) -> None:
    """Raise ``Refused`` unless code, title, legal basis, handling class, dates and every ethics item are in order."""
    if not CODE.fullmatch(wishes.code):
        raise Refused("campaign_code", field="code", value=wishes.code)
    for field in ("title_ja", "legal_basis"):
        if not getattr(wishes, field).strip():
            raise Refused("campaign_empty", field=field)
    _each("handling_class", (wishes.handling_class,), lambda code: load_enumerations().has("handling_class", code))
    if wishes.ends_on is not None and wishes.ends_on < wishes.starts_on:
        raise Refused("campaign_ends_before", field="ends_on")
    missing = [code for code in load_ethics() if code not in wishes.ethics]
    if missing:
        raise Refused("campaign_ethics", field="ethics", items=", ".join(missing))


def criteria_of(campaign: Campaign) -> Criteria:
    """Return the criteria of a campaign as it was opened."""
    codes = prefecture_codes()
    least = max(campaign.urgencies, key=URGENCIES.index, default=str(Urgency.NONE))
    return Criteria(
        prefectures=frozenset(codes[name] for name in campaign.prefectures if name in codes),
        basis=BASES[campaign.prefecture_basis],
        products=frozenset(campaign.products),
        cves=frozenset(campaign.cves),
        answers=frozenset(Answer(verdict) for verdict in campaign.verdicts or VERDICTS[:2]),
        least=Urgency(least),
    )


def urgencies_from(least: str) -> list[str]:
    """Return the urgencies that a campaign takes, most urgent first."""
    return list(URGENCIES[: URGENCIES.index(least) + 1])


def _each(field: str, values: tuple[str, ...], good: Callable[[str], bool]) -> None:
    wrong = next((value for value in values if not good(value)), None)
    if wrong is not None:
        raise Refused("campaign_value", field=field, value=wrong[:80])
