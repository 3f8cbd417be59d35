"""The survey that a bundle rests on, as the receiving office keeps it: what the giver says of it, nothing more."""

import datetime as dt

import msgspec

from noroshi.exchange.bundle.contents import CasesContents, DeviceStates
from noroshi.records.agency import Unit
from noroshi.records.hand_over import BundleHandOver
from noroshi.records.scope import Scope
from noroshi.records.services import audit
from noroshi.records.services.refusals import Refused
from noroshi.records.services.storable import storable
from noroshi.records.services.take_finding import fitting
from noroshi.records.survey import Survey


def survey_of_bundle(
    scope: Scope, unit: Unit, row: BundleHandOver, contents: CasesContents | DeviceStates, name: str
) -> Survey:
    """Keep the survey and return it; raises ``Refused`` for a value that does not fit."""
    spots = contents.blind_spots if isinstance(contents, CasesContents) else ()
    survey = fitting(
        Survey(
            unit=unit,
            name=name,
            digest=row.digest,
            as_of=day_of(contents.survey_as_of),
            sources=[msgspec.to_builtins(each) for each in contents.sources],
            counts=row.counts,
            blind_spots=[{"product": "", "ja": storable(text), "en": storable(text)} for text in spots],
            knowledge_digest=contents.knowledge,
            synthetic=row.slip["synthetic"],
            imported_by_id=scope.actor_id,
        )
    )
    survey.save()
    audit.changed(scope, "survey.imported", survey, {"name": survey.name, "digest": survey.digest})
    return survey


def day_of(text: str) -> dt.date:
    """Return the day of a survey as a bundle names it; raises ``Refused``."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise Refused("bundle_day", day=text[:40]) from error
