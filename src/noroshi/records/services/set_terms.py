"""Recording what the terms of a source allow, after a person has read them."""

from collections.abc import Mapping
from typing import Final

from django.db import transaction

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.records.scope import Scope
from noroshi.records.services import audit
from noroshi.records.services.lock import lock
from noroshi.records.services.refusals import Refused
from noroshi.records.survey import Survey

FIELDS: Final = ("licence", "may_hand_over", "may_print", "may_publish")


def set_terms(scope: Scope, survey: Survey, terms: Mapping[str, Mapping[str, str]]) -> Survey:
    """Set the terms by source (such as ``shodan``) and return the survey; old and new values stay in the audit.

    Raises ``Refused`` for a source that the survey does not know, an answer that is none, or a permission without the
    licence or contract that gives it.
    """
    with transaction.atomic():
        row = lock(scope, survey)
        known = {each["source"] for each in row.sources}
        for source, given in terms.items():
            _check(source, given, known)
        before = [dict(each) for each in row.sources]
        row.sources = [each | dict(terms.get(each["source"], {})) for each in row.sources]
        if row.sources != before:
            row.save(update_fields=["sources"])
            audit.changed(scope, "survey.terms_set", row, {"old": before, "new": row.sources})
    return row


def _check(source: str, given: Mapping[str, str], known: set[str]) -> None:
    if source not in known:
        raise Refused("terms_source", source=source[:60])
    permissions = [given[name] for name in FIELDS[1:] if name in given]
    if set(given) - set(FIELDS) or any(not load_enumerations().has("permission", each) for each in permissions):
        raise Refused("terms_value", source=source)
    if "yes" in permissions and given.get("licence", "").strip() in {"", "unknown"}:
        raise Refused("terms_licence", source=source)
