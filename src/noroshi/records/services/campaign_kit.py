"""What the next office gets of a campaign's records: time per case in aggregates, and nothing else."""

from noroshi.measure.effort import Contact, Effort, effort_of
from noroshi.records.attempt import ContactAttempt
from noroshi.records.scope import Scope
from noroshi.records.services import audit


def hours(scope: Scope) -> tuple[tuple[Effort, ...], bool]:
    """Return the time per case of the scope's campaigns, whether it is of samples, and write the export down.

    Real campaigns alone where there is one, else samples; never rehearsals. A corrected record counts as corrected.
    """
    attempts = ContactAttempt.objects.within(scope).filter(case__campaign__rehearsal=False)
    corrected = ContactAttempt.objects.within(scope).filter(supersedes__isnull=False).values("supersedes_id")
    standing = attempts.exclude(pk__in=corrected)
    sample = not standing.filter(case__campaign__sample=False).exists()
    rows = standing.filter(case__campaign__sample=sample).values_list("case_id", "channel", "minutes")
    found = effort_of(Contact(case=case, channel=channel, minutes=minutes) for case, channel, minutes in rows)
    for unit_id in sorted(scope.units):
        audit.append("kit.exported", f"unit:{unit_id}", actor_id=scope.actor_id, unit_id=unit_id)
    return found, sample
