"""A finding of a bundle as a row of the records."""

from typing import Any, Final, TypeVar

import msgspec
from django.db import models

from noroshi.exchange.bundle.contents import HandedCase, HandedContact, HandedEvidence, HandedFinding
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.records.contact import Contact
from noroshi.records.finding import Evidence, Finding
from noroshi.records.organization import Organization
from noroshi.records.services.refusals import Refused
from noroshi.records.services.storable import storable

_MOST_SCORE: Final = 32_767
RowT = TypeVar("RowT", bound=models.Model)


def finding_row(handed: HandedFinding, case: HandedCase, **owner: Any) -> Finding:  # noqa: ANN401 columns of the row
    """Return the unsaved finding; ``owner``: unit_id, campaign and survey. Raises ``Refused`` for too long a text."""
    organisation = case.organisation
    values = storable(msgspec.to_builtins(handed))
    row = Finding(
        **owner,
        **{name: values[name] for name in _AS_IS},
        version={name: value for name, value in values["version"].items() if value},
        cves=values["verdicts"],
        attribution_reasons=[{"id": each["id"], "values": each["values"]} for each in values["attribution_reasons"]],
        attribution={
            "organization": storable(organisation.name),
            "corporate_number": organisation.corporate_number,
            "registered_city": storable(organisation.city),
            "site_basis": "",
            "parent": storable(organisation.parent),
            "address_holder": "",
        },
        registered_pref=organisation.prefecture,
        decoy_score=min(handed.decoy_score, _MOST_SCORE),
        first_seen=handed.first_seen,
        last_seen=handed.last_seen,
        last_affected_at=handed.last_affected_at,
        source_inputs=values["inputs"],
        decision="confirmed",
    )
    return fitting(row)


def evidence_row(handed: HandedEvidence, finding: Finding) -> Evidence:
    """Return one unsaved reason of the finding."""
    values = storable(msgspec.to_builtins(handed))
    names = ("about", "rule", "field", "trace", "text_ja", "version_kind", "caveats", "source", "input", "line", "item")
    row = Evidence(
        unit_id=finding.unit_id,
        finding=finding,
        **{name: values[name] for name in names},
        text=values["text_en"],
        digest=handed.sha256,
        observed_at=handed.observed_at,
        records=handed.records,
    )
    return fitting(row)


def contact_row(handed: HandedContact, organization: Organization) -> Contact:
    """Return one unsaved contact that nobody here has confirmed; raises ``Refused`` for an unknown kind."""
    if not load_enumerations().has("contact_kind", handed.kind):
        raise Refused("bundle_code", code=handed.kind)
    values = storable(msgspec.to_builtins(handed))
    return fitting(Contact(unit_id=organization.unit_id, organization=organization, **values))


def fitting(row: RowT) -> RowT:
    """Return the row; raises ``Refused`` where a text is longer than its column: nothing is cut without a word."""
    for column in row._meta.concrete_fields:
        value = getattr(row, column.attname)
        if isinstance(column, models.CharField) and column.max_length and len(value or "") > column.max_length:
            raise Refused("bundle_too_long", column=column.name, most=str(column.max_length))
    return row


_AS_IS: Final = (
    "device",
    "ips",
    "ports",
    "hostnames",
    "product",
    "vendor",
    "model",
    "roles",
    "version_kind",
    "version_text",
    "verdict",
    "urgency",
    "attribution_state",
    "probability",
    "site_pref",
    "site_city",
    "conflicts",
    "decoy_reasons",
)
