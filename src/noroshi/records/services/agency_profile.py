"""The profile of an agency: its name and main number, entered by one administrator and signed by another.

Until it is signed, every page, mail and document carries 見本 / SAMPLE. A change takes the signature away.
"""

from dataclasses import dataclass, fields
from typing import Final

from django.db import transaction
from django.utils import timezone

from noroshi.records.agency import Agency, Unit
from noroshi.records.scope import Scope
from noroshi.records.services import audit
from noroshi.records.services.refusals import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileEntry:
    """What an administrator enters about the agency: its names, and what its letters say of it."""

    name_ja: str
    name_en: str
    main_phone: str
    postal_code: str = ""
    address: str = ""
    fax: str = ""
    hours: str = ""
    page: str = ""


PROFILE: Final = tuple(field.name for field in fields(ProfileEntry))
"""The fields of the profile, which are columns of ``Agency`` as well."""


def edit_unit(scope: Scope, unit: Unit, name_ja: str, name_en: str, extension: str = "") -> Unit:
    """Change the name and the extension of a unit of the scope."""
    if not scope.covers(unit.pk):
        raise Refused("people_other_unit")
    values = {"name_ja": name_ja, "name_en": name_en, "extension": extension}
    for name, value in values.items():
        setattr(unit, name, value)
    with transaction.atomic():
        unit.save(update_fields=list(values))
        audit.append("unit.edited", audit.subject_of(unit), actor_id=scope.actor_id, unit_id=unit.pk, values=values)
    return unit


def edit_profile(scope: Scope, unit: Unit, entry: ProfileEntry) -> Agency:
    """Change the profile of the unit's agency; a signature on it ends."""
    if not scope.covers(unit.pk):
        raise Refused("people_other_unit")
    agency = unit.agency
    values = {name: getattr(entry, name) for name in PROFILE}
    for name, value in values.items():
        setattr(agency, name, value)
    agency.profile_edited_by_id = scope.actor_id
    agency.profile_signed, agency.profile_signed_by, agency.profile_signed_at = False, None, None
    with transaction.atomic():
        agency.save()
        audit.append("agency.edited", audit.subject_of(agency), actor_id=scope.actor_id, unit_id=unit.pk, values=values)
    return agency


def sign_profile(scope: Scope, unit: Unit, *, sample: bool) -> Agency:
    """Sign the profile as a second person; ``sample`` is true where everything shown is invented, and refuses."""
    agency = unit.agency
    if not scope.covers(unit.pk):
        raise Refused("people_other_unit")
    if sample:
        raise Refused("profile_sample")
    if not agency.main_phone:
        raise Refused("profile_no_phone", field="main_phone")
    if agency.profile_edited_by_id in {None, scope.actor_id}:
        raise Refused("profile_second_person")
    agency.profile_signed, agency.profile_signed_by_id = True, scope.actor_id
    agency.profile_signed_at = timezone.now()
    values = {name: getattr(agency, name) for name in PROFILE}
    with transaction.atomic():
        agency.save()
        audit.append("agency.signed", audit.subject_of(agency), actor_id=scope.actor_id, unit_id=unit.pk, values=values)
    return agency
