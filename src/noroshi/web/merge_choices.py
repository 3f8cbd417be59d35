"""Which findings a finding may be merged into as the same device."""

from typing import Final

from django.db.models import Q

from noroshi.records.finding import Finding
from noroshi.records.scope import Scope
from noroshi.records.services.finding_case import STANDING
from noroshi.render.neutral import shorten

MOST: Final = 50
_LONGEST: Final = 100


def same_device(scope: Scope, row: Finding) -> list[tuple[str, str]]:
    """Return the standing findings of the campaign that share the organisation or an address, as choices."""
    near = Q(organization=row.organization_id) if row.organization_id else Q(pk=None)
    for address in row.ips[:4]:
        near |= Q(ips__icontains=f'"{address}"')
    rows = Finding.objects.within(scope).filter(near, campaign=row.campaign_id, decision__in=STANDING)
    found = rows.exclude(pk=row.pk).order_by("product", "pk")[:MOST]
    return [(str(each.pk), shorten(_named(each), _LONGEST)) for each in found]


def _named(row: Finding) -> str:
    return f"{row.product} {', '.join(row.ips)} ({row.device})"
