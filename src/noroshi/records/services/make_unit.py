"""The first step of an installation: an agency, its units. Everything else is done by people with an account."""

from django.db import transaction

from noroshi.records.agency import Agency, Unit
from noroshi.records.services import audit
from noroshi.records.services.refusals import Refused


def find_unit(code: str) -> Unit | None:
    """Return the unit that ``AGENCY/UNIT`` names, None where it does not exist."""
    agency, _, unit = code.partition("/")
    rows = Unit.objects.filter(agency__code=agency, code=unit, rehearsal_of=None)
    return rows.select_related("agency").first()


def make_unit(code: str, *, name_ja: str, name_en: str, agency_ja: str, agency_en: str) -> Unit:
    """Make a unit, and its agency where it is new; raises ``Refused`` for a code that exists or says no agency."""
    agency_code, _, unit_code = code.partition("/")
    limit = Unit._meta.get_field("code").max_length or 0
    if not agency_code or not unit_code or max(len(agency_code), len(unit_code)) > limit:
        raise Refused("unit_code", code=code)
    if find_unit(code):
        raise Refused("unit_exists", code=code)
    with transaction.atomic():
        agency = Agency.objects.filter(code=agency_code).first()
        if agency is None:
            if not agency_ja:
                raise Refused("unit_agency_name", code=agency_code)
            agency = Agency.objects.create(code=agency_code, name_ja=agency_ja, name_en=agency_en or agency_ja)
            audit.append("agency.made", audit.subject_of(agency), values={"name_ja": agency_ja})
        unit = Unit.objects.create(agency=agency, code=unit_code, name_ja=name_ja, name_en=name_en or name_ja)
        audit.append("unit.made", audit.subject_of(unit), unit_id=unit.pk, values={"code": code, "name_ja": name_ja})
    return unit
