"""What the pages of a release say: why a case is held up, what cannot be seen, what was refused at the end."""

from typing import Any, Final

from django.utils import timezone

from noroshi.notify.japanese_dates import day_text
from noroshi.records.campaign import Campaign
from noroshi.records.case import Case
from noroshi.records.release import Release
from noroshi.records.scope import Scope
from noroshi.records.services.release_gate import Readiness
from noroshi.render.neutral import shorten
from noroshi.web.words import language, text

_MOST: Final = 6
_LONGEST: Final = 120


def block_texts(each: Readiness) -> list[str]:
    """Return one sentence for each thing in the way, with the inputs or the day."""
    days = sorted({timezone.localdate(row.last_affected_at) for row in each.stale})
    values = {
        "inputs": _named([refusal.input for refusal in each.refusals]),
        "days": text("plain.and").join(day_text(day, language()) for day in days),
    }
    return [text(f"release_block.{code}", **values) for code in each.blocks]


def refused_rows(scope: Scope, release: Release) -> list[dict[str, Any]]:
    """Return the cases that a finished release did not let go, with the reasons."""
    refused = release.result.get("refused", [])
    cases = Case.objects.within(scope).filter(pk__in=[each["case"] for each in refused]).select_related("organization")
    by_key = {case.pk: case for case in cases}
    return [
        {
            "case": by_key[each["case"]],
            "reasons": [
                text(f"release_block.{code}", inputs=_named(each.get("inputs", [])), days="") for code in each["blocks"]
            ],
        }
        for each in refused
        if each["case"] in by_key
    ]


def blind_products(campaign: Campaign) -> list[dict[str, Any]]:
    """Return the products of the campaign's survey with devices whose version public data does not show."""
    return [each for each in campaign.balance.get("products", []) if each["version_unknown"]]


def _named(inputs: list[str]) -> str:
    shown = [shorten(name, _LONGEST) for name in inputs[:_MOST]]
    more = f" (+{len(inputs) - len(shown)})" if len(inputs) > len(shown) else ""
    return text("plain.and").join(shown) + more
