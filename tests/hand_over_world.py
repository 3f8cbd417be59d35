"""The people of a vendor's and of a police installation, each in a process and a database of its own.

Run as a program under an installation's settings: ``people`` makes an account for every role, ``release`` does what
analyst, supervisor and approver do at the screen, ``call`` what the officers do, ``refute`` finds one finding wrong,
``read`` counts. Everything goes through the services that the pages use.
"""

import datetime as dt
import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from public_world import run
from tests_support import ROOT


@dataclass
class Installation:
    """One office: a folder, an environment with a database of its own, and the name of its unit."""

    folder: Path
    unit: str
    environment: dict[str, str]

    @property
    def public(self) -> Path:
        """The file that goes to the other office."""
        return self.folder / "keys" / "party.pub"

    def run(self, *arguments: str | Path, check: int | None = 0) -> "subprocess.CompletedProcess[str]":
        """Run a command of the installation."""
        return run(self.environment, *arguments, check=check)

    def hand_over(
        self, step: str, *arguments: str | Path, by: str, check: int | None = 0
    ) -> "subprocess.CompletedProcess[str]":
        """Run one step of a hand-over as a person of the unit."""
        return self.run("hand-over", step, *arguments, "--unit", self.unit, "--by", by, check=check)

    def give(self, kind: str, to: "Installation", out: Path, drafter: str, campaign: str = "KNG-26") -> int:
        """Draft, approve by another person and write a bundle; return the number of the hand-over."""
        what = (kind, "--campaign", campaign, "--to", to.public)
        said = self.hand_over("draft", *what, by=drafter).stdout
        number = int(said.rsplit("hand-over approve ", 1)[1])
        self.hand_over("approve", str(number), by="approver")
        key = self.folder / "keys" / "signing.key"
        self.hand_over("give", *what, "--key", key, "--out", out, by=drafter)
        return number

    def take(
        self, file: Path, giver: "Installation", *more: str | Path, by: str, check: int | None = 0
    ) -> "subprocess.CompletedProcess[str]":
        """Take a bundle over."""
        key = self.folder / "keys" / "opening.key"
        return self.hand_over("take", file, "--key", key, "--signer", giver.public, *more, by=by, check=check)

    def play(self, what: str, *arguments: str) -> dict[str, Any]:
        """Let the people of the installation work; return what they counted."""
        settings = {"DJANGO_SETTINGS_MODULE": "noroshi.web.settings", "PYTHONPATH": str(ROOT / "tests")}
        command = [sys.executable, str(ROOT / "tests" / "hand_over_world.py"), what, self.unit, *arguments]
        done = subprocess.run(
            command, env=self.environment | settings, capture_output=True, text=True, check=False, timeout=300
        )
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found


def install(folder: Path, unit: str, names: tuple[str, str]) -> Installation:
    """Make an installation with its database, unit, people and keys; ``names``: of agency and unit."""
    folder.mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NOROSHI_", "DJANGO_"))}
    environment = kept | {"NOROSHI_DEMO": "1", "NOROSHI_DATABASE": f"sqlite:///{folder}/records.sqlite3"}
    made = Installation(folder, unit, environment)
    made.run("database", "migrate")
    made.run("unit", "create", unit, "--name-ja", names[1], "--agency-ja", names[0])
    made.play("people")
    made.run("hand-over", "keys", "--unit", unit, "--out", folder / "keys")
    return made


def _unit(code: str) -> Any:
    from noroshi.records.services.make_unit import find_unit

    found = find_unit(code)
    assert found is not None
    return found


def _scope(role: str, capability: str) -> Any:
    from noroshi.records.models import User
    from noroshi.records.scope import Scope

    return Scope.of(User.objects.get(username=role), capability)


def _people(unit: str) -> dict[str, Any]:
    from campaign_world import make_person

    roles = ("analyst", "approver", "supervisor", "officer")
    for role in roles:
        make_person(role, _unit(unit), role)
    return {"people": len(roles)}


def _release(_unit_code: str, code: str) -> dict[str, Any]:
    """Confirm what is pending, let the supervisor answer for old observations, and release as another person."""
    from django.utils import timezone

    from noroshi.records.models import Campaign, Case, Finding
    from noroshi.records.services import decide_finding, release_findings
    from noroshi.records.services.release_gate import readiness

    today = timezone.localdate()
    analyst, supervisor, approver = (
        _scope("analyst", "finding.decide"),
        _scope("supervisor", "case.assign"),
        _scope("approver", "finding.release"),
    )
    campaign = Campaign.objects.within(approver).get(code=code)
    pending = Finding.objects.within(analyst).filter(campaign=campaign, decision="pending", case__isnull=False)
    for finding in pending.order_by("pk"):
        decide_finding.confirm(analyst, finding, finding.row_version, "見本")
    for each in readiness(approver, campaign, today):
        if "stale" in each.blocks:
            release_findings.override_freshness(supervisor, each.case, "例題の観測のため", today)
    release = release_findings.start(approver, campaign, today)
    for key in release.sample:
        release = release_findings.opened(approver, release, Case.objects.within(approver).get(pk=key))
    return dict(release_findings.complete(approver, release, today).result)


def _contacts(_unit_code: str, code: str) -> dict[str, Any]:
    """Let the supervisor enter a main number for every organisation of the campaign."""
    from django.utils import timezone

    from noroshi.records.models import Campaign, Organization
    from noroshi.records.services.contacts import ContactEntry, add_contact

    scope = _scope("supervisor", "contact.edit")
    campaign = Campaign.objects.within(scope).get(code=code)
    rows = Organization.objects.within(scope).filter(cases__campaign=campaign).order_by("pk")
    for row in rows:
        entry = ContactEntry(
            kind="phone", value="045-000-0000", source="電話帳(見本)", looked_up_on=timezone.localdate(), main=True
        )
        add_contact(scope, row, entry)
    return {"contacts": len(rows), "names": [row.name for row in rows]}


def _call(_unit_code: str, code: str) -> dict[str, Any]:
    """Confirm each main number, reach nine of ten and note what they answer."""
    from django.utils import timezone

    from noroshi.model.campaign_answer import OwnerAnswer
    from noroshi.records.models import Campaign, Case, Contact
    from noroshi.records.services.answers import AnswerEntry
    from noroshi.records.services.contacts import confirm_contact
    from noroshi.records.services.log_contact import ContactEntry, log_contact

    scope, now, said = _scope("officer", "case.contact"), timezone.now(), Counter[str]()
    campaign = Campaign.objects.within(scope).get(code=code)
    for number, case in enumerate(Case.objects.within(scope).filter(campaign=campaign).order_by("pk")):
        contact = Contact.objects.within(scope).get(organization=case.organization)
        assert contact.confirmed_at is None
        confirm_contact(scope, contact)
        reached = number % 10 != 9
        awareness, response = (("aware", "in_progress"), ("unaware", "not_started"))[number % 3 == 0]
        statement = OwnerAnswer(answered_on=timezone.localdate(now), awareness=awareness, response=response)
        answer = AnswerEntry(key="1", statement=statement, at=now, respondent="架空 太郎", asked_again=True)
        log_contact(
            scope,
            case,
            ContactEntry(
                key="1",
                channel="phone",
                outcome="reached_responsible" if reached else "no_answer",
                at=now,
                contact=contact,
                answer=answer if reached else None,
            ),
        )
        said["attempted"] += 1
        if reached:
            said["answered"] += 1
            said[awareness] += 1
    return dict(said)


def _refute(_unit_code: str, code: str) -> dict[str, Any]:
    from noroshi.records.models import Finding
    from noroshi.records.services.decide_finding import refute

    scope = _scope("analyst", "finding.decide")
    finding = Finding.objects.within(scope).filter(campaign__code=code, decision="confirmed").order_by("pk").last()
    assert finding is not None
    refute(scope, finding, finding.row_version, "wrong_version", "先方の画面で確認(見本)")
    return {"device": finding.device}


def _read(_unit_code: str) -> dict[str, Any]:
    from django.utils import timezone

    from noroshi.records import models as rows
    from noroshi.records.services.audit_rows import everything
    from noroshi.records.services.labels import labels

    scope = everything()
    counted = (rows.Campaign, rows.Case, rows.Finding, rows.Evidence, rows.Contact, rows.Organization, rows.Survey)
    findings = rows.Finding.objects.within(scope).order_by("device")
    taken = rows.BundleHandOver.objects.within(scope)
    return {
        "today": timezone.localdate().isoformat(),
        "rows": {row.__name__: row.objects.within(scope).count() for row in counted},
        "names": sorted(rows.Organization.objects.within(scope).values_list("name", flat=True)),
        "references": sorted(rows.Case.objects.within(scope).values_list("reference", flat=True)),
        "confirmed": list(findings.filter(decision="confirmed").values_list("device", flat=True)),
        "observed": dict(Counter(findings.exclude(observed_state="").values_list("observed_state", flat=True))),
        "states": dict(Counter(rows.Case.objects.within(scope).values_list("state", flat=True))),
        "hand_overs": [[row.direction, row.kind, row.state, row.sequence, row.bins, row.facts] for row in taken],
        "labels": [row["device"] for row in labels(scope) if not row["right"]],
        "audit": dict(
            Counter(rows.Event.chain.filter(action__startswith="hand_over").values_list("action", flat=True))
        ),
    }


if __name__ == "__main__":
    import django

    django.setup()
    _WORK = {
        "people": _people,
        "release": _release,
        "contacts": _contacts,
        "call": _call,
        "refute": _refute,
        "read": _read,
    }
    sys.stdout.write(json.dumps(_WORK[sys.argv[1]](*sys.argv[2:]), default=dt.date.isoformat))
