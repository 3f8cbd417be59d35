"""What tests of the analyst's side share: the wishes of a campaign on the example survey."""

import datetime as dt
from typing import Any

from noroshi.knowledge.ethics import load_ethics
from noroshi.records.services.campaign_wishes import Wishes

SURVEY_DAY = dt.date(2026, 10, 25)
"""A day on which the observations of the example survey are fresh."""


def wishes(**values: Any) -> Wishes:
    """Return wishes that open a campaign about 神奈川県; ``values`` override them."""
    fields: dict[str, Any] = {
        "code": "KNG-26",
        "title_ja": "神奈川 VPN 機器の情報提供・注意喚起(見本)",
        "prefectures": ("神奈川県",),
        "basis": "either",
        "legal_basis": "見本",
        "ethics": frozenset(load_ethics()),
        "starts_on": SURVEY_DAY,
    }
    return Wishes(**{**fields, **values})
