"""Count devices by product, verdict, version and kind of version evidence."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final

from noroshi.model.version import EvidenceKind
from noroshi.report.device_view import DeviceView
from noroshi.report.survey_figures import Count, ProductRow, ProductVersions, VersionRow
from noroshi.report.verdict_tally import VerdictTally

TOP_VERSIONS: Final = 8


def products(views: Iterable[DeviceView], verdicts: VerdictTally) -> tuple[ProductRow, ...]:
    """Return one row per product and vendor, most devices first; decoys stand in their own column only."""
    cells: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for view in views:
        cells[view.product, view.vendor]["decoys" if view.decoy else verdicts.worst(view.id)] += 1
    rows = [_product_row(product, vendor, row) for (product, vendor), row in cells.items()]
    return tuple(sorted(rows, key=lambda row: (-row.devices, -row.decoys, row.product, row.vendor)))


def versions(counted: Iterable[DeviceView], top: int = TOP_VERSIONS) -> tuple[ProductVersions, ...]:
    """Return the ``top`` commonest versions of each product, in the order of ``products``."""
    groups: defaultdict[str, list[DeviceView]] = defaultdict(list)
    for view in counted:
        groups[view.product].append(view)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(_product_versions(product, group, top) for product, group in ordered)


def evidence_kinds(counted: tuple[DeviceView, ...]) -> tuple[Count, ...]:
    """Return how many devices have their version known in which way; all kinds, strongest first."""
    kinds = Counter(view.kind for view in counted)
    return tuple(Count(kind.value, kinds[kind.value], len(counted)) for kind in EvidenceKind)


def _product_row(product: str, vendor: str, cells: Counter[str]) -> ProductRow:
    return ProductRow(
        product=product,
        vendor=vendor,
        devices=cells.total() - cells["decoys"],
        affected=cells["affected"],
        likely=cells["likely"],
        undetermined=cells["undetermined"],
        not_affected=cells["not_affected"],
        not_judged=cells["not_judged"],
        decoys=cells["decoys"],
    )


def _product_versions(product: str, group: list[DeviceView], top: int) -> ProductVersions:
    stated = Counter((view.version, view.kind) for view in group if view.has_version and view.version)
    unmapped = sum(1 for view in group if view.kind == EvidenceKind.UNMAPPED)
    ranked = sorted(stated.items(), key=lambda item: (-item[1], item[0]))
    return ProductVersions(
        product=product,
        devices=len(group),
        top=tuple(VersionRow(value, kind, count) for (value, kind), count in ranked[:top]),
        others=sum(count for _, count in ranked[top:]),
        unmapped=unmapped,
        unknown=len(group) - stated.total() - unmapped,
    )
