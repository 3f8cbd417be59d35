"""The checks of an installation that look into its database."""

import datetime as dt
from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from noroshi.knowledge.roles import load_roles
from noroshi.records.agency import Agency
from noroshi.records.append_only import missing_triggers
from noroshi.records.client_certificate import ClientCertificate
from noroshi.records.event import Event
from noroshi.records.services.audit_fault_text import fault_text
from noroshi.records.services.audit_verify import verify
from noroshi.records.user import RoleGrant, User
from noroshi.web.deployment import BACKUP_DAYS, CLOCK_SLACK, FAULT, LAST_ENTRIES, OK, TASK_MINUTES, WARNING, Check


def checks() -> Iterator[Check]:
    """Return the checks in the order of the doctor's page."""
    yield _triggers()
    yield demo_users()
    yield _administrators()
    if settings.REQUIRE_MFA:
        yield _second_factors()
    yield profiles()
    yield _clock()
    yield _chain()
    yield _backups()
    yield _tasks()


def demo_users() -> Check:
    """Return whether accounts of the demonstration, whose passwords everybody knows, can log in."""
    names = list(User.objects.filter(demo=True, is_active=True).order_by("username").values_list("username", flat=True))
    if not names:
        return Check(OK, "demo users", "none")
    found = f"{len(names)} accounts of the demonstration can log in ({', '.join(names[:3])} …)"
    do = "start from a new database; never use the demonstration's for real"
    return Check(WARNING if settings.DEMO else FAULT, "demo users", found, do)


def profiles() -> Check:
    """Return whether every agency has signed its profile; until then its pages are marked as samples."""
    unsigned = list(Agency.objects.filter(profile_signed=False).order_by("code").values_list("code", flat=True))
    if not unsigned:
        return Check(OK, "agency profile", "signed")
    found = f"not signed: {', '.join(unsigned)}; pages and documents are marked 見本 / SAMPLE"
    return Check(WARNING, "agency profile", found, "an administrator enters it, a second one signs it")


def _triggers() -> Check:
    missing = missing_triggers(connection)
    if missing:
        return Check(FAULT, "append-only", f"no trigger guards {', '.join(missing)}", "run `noroshi database migrate`")
    return Check(OK, "append-only", "the database refuses changes of entries and answers")


def _administrators() -> Check:
    roles = load_roles().holders("user.manage")
    count = RoleGrant.objects.filter(role__in=roles, user__is_active=True).values("user_id").distinct().count()
    if count == 0:
        return Check(FAULT, "administrators", "nobody can manage accounts", "run `noroshi user create`")
    if count == 1:
        return Check(WARNING, "administrators", "one person alone", "make a second one: profiles need two")
    return Check(OK, "administrators", f"{count} people")


def _second_factors() -> Check:
    with_one = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES).values("user_id")
    with_certificate = ClientCertificate.objects.values("user_id")
    without = User.objects.filter(is_active=True).exclude(pk__in=with_one).exclude(pk__in=with_certificate)
    count = without.count()
    if count:
        return Check(WARNING, "second factor", f"{count} people have none yet", "they set it up at their next login")
    return Check(OK, "second factor", "set up by everybody")


def _clock() -> Check:
    last = Event.chain.order_by("-seq").values_list("at", flat=True).first()
    if last is not None and last > timezone.now() + CLOCK_SLACK:
        found = f"the last audit entry is of {last.isoformat(timespec='seconds')}, later than now"
        return Check(FAULT, "clock", found, "set the clock right and keep it so (NTP), then wait until that time")
    return Check(OK, "clock", "later than the last audit entry")


def _chain() -> Check:
    outcome = verify(last=LAST_ENTRIES)
    if outcome.sound:
        return Check(OK, "audit chain", f"the last {outcome.entries} entries verify")
    first = fault_text(outcome.faults[0], "en")
    return Check(
        FAULT, "audit chain", first, "keep the database as it is, run `noroshi audit verify` and tell the auditor"
    )


def _backups() -> Check:
    last = Event.chain.filter(action="backup.made").order_by("-seq").values_list("at", flat=True).first()
    if last is None:
        return Check(WARNING, "backup", "none was made", "run `noroshi backup FILE` every day")
    age = timezone.now() - last
    found = f"the last one was made on {timezone.localtime(last):%Y-%m-%d}"
    if age > dt.timedelta(days=BACKUP_DAYS):
        return Check(WARNING, "backup", found, "run `noroshi backup FILE` every day")
    return Check(OK, "backup", found)


def _tasks() -> Check:
    before = timezone.now() - dt.timedelta(minutes=TASK_MINUTES)
    waiting = DBTaskResult.objects.ready().filter(enqueued_at__lt=before).count()
    if waiting:
        found = f"{waiting} tasks wait for more than {TASK_MINUTES} minutes"
        return Check(WARNING, "background tasks", found, "see that `noroshi worker` runs (`noroshi serve` starts one)")
    return Check(OK, "background tasks", "none waits")
