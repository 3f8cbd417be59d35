"""`noroshi campaign attach | recall`: a later survey for an open campaign, and a correction to everybody told."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from noroshi.cli import django_setup
from noroshi.cli.acting import acting, refused
from noroshi.cli.failure import fail
from noroshi.cli.tables import Format, print_rows
from noroshi.render.neutral import terminal

if TYPE_CHECKING:
    from noroshi.records.campaign import Campaign
    from noroshi.records.scope import Scope

_UNIT = Annotated[str, typer.Option(help="Unit (compartment), as AGENCY/UNIT.")]
_FORMAT = Annotated[Format, typer.Option("--format", help="How to print.")]


def attach(
    survey: Annotated[Path, typer.Argument(help="Folder of a finished, later survey.", metavar="SURVEY")],
    unit: _UNIT,
    code: Annotated[str, typer.Option(help="Code of the campaign.")],
    by: Annotated[str, typer.Option(help="User name of the person; needs the capability survey.attach.")],
    form: _FORMAT = Format.TABLE,
) -> None:
    """Look at the campaign's devices again in a later survey, and take over the new ones for the analyst."""
    with django_setup.records():
        from noroshi.archive.survey import SurveyError
        from noroshi.records.services.refusals import Refused
        from noroshi.records.services.resurvey import take_in

        _, scope = acting(unit, by, "survey.attach", "attach a survey")
        campaign = _campaign(scope, code)
        try:
            attachment = take_in(scope, campaign, survey)
        except Refused as refusal:
            refused(refusal)
        except SurveyError as error:
            fail(str(error))
        rows = [("observed", state, "", number) for state, number in sorted(attachment.states.items())]
        rows += [("device", each["outcome"], each["detail"], each["devices"]) for each in attachment.balance]
        rows += [("to-do", kind, "", number) for kind, number in sorted(attachment.todos.items())]
    columns = ["what", "which", "detail", "number"]
    print_rows([dict(zip(columns, row, strict=True)) for row in rows], columns, form)
    if form is Format.TABLE:
        seen = sum(attachment.states.values())
        devices = sum(each["devices"] for each in attachment.balance)
        sys.stdout.write(
            f"{terminal(code)}: {seen} findings looked at again; {devices} devices of the survey in the balance\n"
        )


def recall(
    kind: Annotated[Literal["rule", "source", "case"], typer.Argument(help="What was wrong: rule, source or case.")],
    target: Annotated[str, typer.Argument(help="Id of the rule, name of the source, or reference number of the case.")],
    unit: _UNIT,
    by: Annotated[str, typer.Option(help="User name of the person; needs the capability recall.start.")],
    reason: Annotated[str, typer.Option(help="Why; kept in the audit record.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show whom it concerns and save nothing.")] = False,
    form: _FORMAT = Format.TABLE,
) -> None:
    """Find everyone told because of a wrong rule, source or case; draft the corrections and list the calls."""
    with django_setup.records():
        from noroshi.records.services import recall as recalls
        from noroshi.records.services.refusals import Refused

        _, scope = acting(unit, by, "recall.start", "start a recall")
        cases = recalls.affected_cases(scope, kind, target)
        told = recalls.told_cases(scope, cases)
        rows = [
            {
                "reference": f"{case.reference[:3]}-{case.reference[3:7]}-{case.reference[7:]}",
                "campaign": case.campaign.code,
                "state": case.state,
                "told": case.pk in told,
            }
            for case in cases
        ]
        try:
            if not cases or not dry_run:
                recalls.start(scope, kind, target, reason)
        except Refused as refusal:
            refused(refusal)
    print_rows(rows, ["reference", "campaign", "state", "told"], form)
    if form is Format.TABLE:
        verb = "would be recalled" if dry_run else "recalled, back in draft"
        sys.stdout.write(f"{len(rows)} cases {verb}; {len(told)} organisations to be told of the correction\n")


def _campaign(scope: "Scope", code: str) -> "Campaign":
    from noroshi.records.campaign import Campaign

    found = Campaign.objects.within(scope).filter(code=code).first()
    if found is None:
        fail(f"--code {code}: the unit has no such campaign; `noroshi campaign list` lists them")
    return found
