"""`noroshi hand-over …`: what leaves for, and comes from, another office; each step has its person."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal, NoReturn

import typer

from noroshi.cli import django_setup
from noroshi.cli.failure import fail
from noroshi.cli.hand_over_files import (
    UNIT,
    bundle_failures,
    keys,
    party,
    print_slip,
    read_key,
    show,
)
from noroshi.cli.tables import Format, print_rows

if TYPE_CHECKING:
    from noroshi.exchange.bundle.slip import Slip
    from noroshi.records.agency import Unit
    from noroshi.records.campaign import Campaign
    from noroshi.records.hand_over import BundleHandOver
    from noroshi.records.scope import Scope
    from noroshi.records.services.refusals import Refused

app = typer.Typer(no_args_is_help=True, help="Hand-over between offices: signed, encrypted bundles, approved by two.")
app.command("keys")(keys)
app.command("show")(show)
_OPTIONS: Final = {"title_ja": "title", "ethics": "confirm"}
_KIND = Annotated[Literal["cases", "device_states", "back_flow"], typer.Argument(help="What is handed over.")]
_BY = Annotated[str, typer.Option(help="User name of the person.")]
_CODE = Annotated[str, typer.Option(help="Code of the campaign.")]
_SLIP = Annotated[Path | None, typer.Option(help="File for the slip (PDF); else beside the bundle.")]
_MEDIUM = Annotated[str, typer.Option(help="Number of the medium, for the slip; else a line to fill in.")]
_FORMAT = Annotated[Format, typer.Option("--format", help="How to print.")]
_RECIPIENT = Annotated[Path, typer.Option(help="party.pub of the receiver.")]


@app.command("draft")
def draft(
    kind: _KIND,
    unit: UNIT,
    by: _BY,
    campaign: _CODE,
    to: _RECIPIENT,
    prefecture: Annotated[str, typer.Option(help="Whose cases, where the campaign has several prefectures.")] = "",
    form: _FORMAT = Format.TABLE,
) -> None:
    """Draft a hand-over and print what would leave and what stays, by reason; another person approves it."""
    with django_setup.records(), bundle_failures("nothing was drafted"):
        from noroshi.cli.acting import acting
        from noroshi.records.services import hand_over_bundle
        from noroshi.records.services.refusals import Refused

        _, scope = acting(unit, by, hand_over_bundle.DRAFTS[kind], f"hand over {kind}")
        try:
            row = hand_over_bundle.draft(scope, _campaign(scope, campaign), kind, party(to), prefecture)
        except Refused as refusal:
            _refused(refusal)
    _print_bins(row, form)
    if form is Format.TABLE:
        counts = ", ".join(f"{count} {name}" for name, count in sorted(row.counts.items()))
        sys.stdout.write(
            f"hand-over {row.pk}: {counts}; another person approves it: noroshi hand-over approve {row.pk}\n"
        )


@app.command("approve")
def approve(
    number: Annotated[int, typer.Argument(help="Number of the draft.")],
    unit: UNIT,
    by: _BY,
) -> None:
    """Approve a draft as second person; needs the capability finding.release."""
    with django_setup.records(), bundle_failures("nothing was approved"):
        from noroshi.cli.acting import acting
        from noroshi.records.services import hand_over_bundle
        from noroshi.records.services.refusals import Refused

        _, scope = acting(unit, by, "finding.release", "approve a hand-over")
        try:
            row = hand_over_bundle.approve(scope, _hand_over(scope, number))
        except Refused as refusal:
            _refused(refusal)
    sys.stdout.write(f"hand-over {row.pk}: approved\n")


@app.command("give")
def give(  # noqa: PLR0913, PLR0917 one parameter per option of the command
    kind: _KIND,
    unit: UNIT,
    by: _BY,
    campaign: _CODE,
    to: _RECIPIENT,
    key: Annotated[Path, typer.Option(help="signing.key of the unit.")],
    out: Annotated[Path, typer.Option(help="New file for the bundle.")],
    slip: _SLIP = None,
    medium: _MEDIUM = "",
) -> None:
    """Write the approved bundle with its slip; without an approval by a second person nothing is written."""
    with django_setup.records(), bundle_failures("nothing was written"):
        from noroshi.cli.acting import acting
        from noroshi.records.services import hand_over_bundle
        from noroshi.records.services.refusals import Refused

        found, scope = acting(unit, by, hand_over_bundle.DRAFTS[kind], f"hand over {kind}")
        row = _approved(scope, _campaign(scope, campaign), kind, party(to).recipient)
        paper = _new_slip(slip or out.with_name(f"{out.name}.slip.pdf"))
        try:
            facts = hand_over_bundle.give(scope, row, read_key(key), out)
        except Refused as refusal:
            _refused(refusal)
        print_slip(facts)
        _write_slip(found, facts, row.pk, paper, medium)


@app.command("take")
def take(  # noqa: PLR0913, PLR0917 one parameter per option of the command
    file: Annotated[Path, typer.Argument(help="The bundle.")],
    unit: UNIT,
    by: _BY,
    key: Annotated[Path, typer.Option(help="opening.key of the unit.")],
    signer: Annotated[Path, typer.Option(help="party.pub of the giver, compared by telephone.")],
    title: Annotated[str, typer.Option(help="Title in Japanese, for the first bundle of a campaign.")] = "",
    legal_basis: Annotated[str, typer.Option(help="Legal basis here, for the first bundle of a campaign.")] = "",
    confirm: Annotated[
        list[str] | None, typer.Option(help="Item of the ethics checklist, for the first bundle.")
    ] = None,
    slip: Annotated[Path | None, typer.Option(help="New file for the slip (PDF).")] = None,
    medium: _MEDIUM = "",
    *,
    allow_gap: Annotated[bool, typer.Option("--allow-gap", help="Bundles in between are lost; go on.")] = False,
    form: _FORMAT = Format.TABLE,
) -> None:
    """Take a bundle over, completely or not at all, and print where everything went."""
    with django_setup.records(), bundle_failures("nothing was taken over"):
        from noroshi.cli.acting import acting
        from noroshi.exchange.bundle.keys import age_secrets
        from noroshi.knowledge.roles import load_roles
        from noroshi.records.scope import NotPermitted
        from noroshi.records.services import take_bundle
        from noroshi.records.services.hand_over_bundle import slip_of
        from noroshi.records.services.refusals import Refused
        from noroshi.records.services.take_cases import Frame
        from noroshi.records.user import User

        found, _ = acting(unit, by, "campaign.read", "take a bundle over")
        frame = Frame(title_ja=title, legal_basis=legal_basis, ethics=frozenset(confirm or ()))
        secrets = age_secrets(read_key(key).decode("utf-8", "replace"))
        paper = _new_slip(slip) if slip else None
        try:
            row = take_bundle.take(
                User.objects.get(username=by),
                found,
                file,
                secrets=secrets,
                signer=party(signer).pinned,
                frame=frame,
                allow_gap=allow_gap,
            )
        except Refused as refusal:
            _refused(refusal)
        except NotPermitted as error:
            roles = " or ".join(load_roles().holders(str(error)))
            fail(f"--by {by}: holds no role that may take this bundle over; give the role {roles}")
        facts = slip_of(row)
        if form is Format.TABLE:
            print_slip(facts)
        _print_bins(row, form)
        if paper:
            _write_slip(found, facts, row.pk, paper, medium)


@app.command("list")
def list_(unit: UNIT, by: _BY, form: _FORMAT = Format.TABLE) -> None:
    """List the hand-overs of a unit, newest first."""
    with django_setup.records():
        from noroshi.cli.acting import acting
        from noroshi.records.hand_over import BundleHandOver

        _, scope = acting(unit, by, "campaign.read", "list hand-overs")
        columns = ["number", "direction", "kind", "state", "campaign", "sequence", "giver", "receiver", "sha256"]
        rows = [
            {
                "number": row.pk,
                "campaign": row.code,
                **{name: getattr(row, name) for name in columns if name not in {"number", "campaign"}},
            }
            for row in BundleHandOver.objects.within(scope)
        ]
    print_rows(rows, columns, form)


def _print_bins(row: "BundleHandOver", form: Format) -> None:
    rows = [{"where": place, "number": count} for place, count in row.bins.items()]
    print_rows(rows, ["where", "number"], form)


def _campaign(scope: "Scope", code: str) -> "Campaign":
    from noroshi.records.campaign import Campaign

    rows = Campaign.objects.within(scope).filter(code=code, rehearsal=False)
    found = rows.select_related("unit__agency", "survey").first()
    if found is None:
        fail(f"--campaign {code}: the unit has no such campaign; `noroshi campaign list` lists them")
    return found


def _hand_over(scope: "Scope", number: int) -> "BundleHandOver":
    from noroshi.records.hand_over import BundleHandOver

    found = BundleHandOver.objects.within(scope).filter(pk=number).first()
    if found is None:
        fail(f"{number}: the unit has no such hand-over; `noroshi hand-over list` lists them")
    return found


def _approved(scope: "Scope", campaign: "Campaign", kind: str, recipient: str) -> "BundleHandOver":
    from noroshi.records.hand_over import BundleHandOver

    rows = BundleHandOver.objects.within(scope).filter(campaign=campaign, kind=kind, recipient=recipient)
    found = rows.filter(direction="given", state="approved").order_by("pk").first()
    if found is None:
        waiting = rows.filter(direction="given", state="draft").order_by("pk").first()
        step = f"another person approves draft {waiting.pk}" if waiting else "draft it with `noroshi hand-over draft`"
        fail(f"no approved hand-over of {kind} of {campaign.code} for this receiver; {step}; nothing was written")
    return found


def _new_slip(path: Path) -> Path:
    if path.exists():
        fail(f"{path}: exists already; name a new file with --slip")
    return path


def _write_slip(unit: "Unit", slip: "Slip", number: int, path: Path, medium: str) -> None:
    from noroshi.archive.files import write_bytes
    from noroshi.records.services.hand_over_slip import draw_slip

    drawn = draw_slip(unit, slip, f"slip-{number}-{slip.sha256[:8]}", "ja", medium=medium)
    write_bytes(path, drawn.pdf)
    sys.stderr.write(f"slip: {path.name}\n")


def _refused(refusal: "Refused") -> NoReturn:
    from noroshi.cli.acting import refused

    refused(refusal, _OPTIONS)
