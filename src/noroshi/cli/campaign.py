"""`noroshi campaign open | list | labels`: opening a campaign from a survey anywhere on disk, and what came of it."""

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from noroshi.cli import django_setup
from noroshi.cli.acting import acting, refused
from noroshi.cli.dates import require_date
from noroshi.cli.failure import USAGE, fail
from noroshi.cli.tables import Format, print_rows
from noroshi.render.neutral import terminal

if TYPE_CHECKING:
    from noroshi.records.scope import Scope

app = typer.Typer(
    no_args_is_help=True, help="Campaigns: open one, list them, attach later surveys, recall, export decisions."
)
_OPTIONS: Final = {
    "title_ja": "title",
    "prefectures": "prefecture",
    "products": "product",
    "cves": "cve",
    "verdicts": "verdict",
    "least": "urgency",
    "ethics": "confirm",
}
"""Options that are named otherwise than the field that a service refuses."""
_UNIT = Annotated[str, typer.Option(help="Unit (compartment), as AGENCY/UNIT.")]


@app.command("open")
def open_campaign(  # noqa: PLR0913, PLR0917 one parameter per option of the command
    survey: Annotated[Path, typer.Argument(help="Folder of a finished survey.", metavar="SURVEY")],
    unit: _UNIT,
    by: Annotated[str, typer.Option(help="User name of the person who opens it; needs the capability campaign.open.")],
    code: Annotated[str, typer.Option(help="Code such as KNG-26; never changes.")],
    title: Annotated[str, typer.Option(help="Title in Japanese.")],
    prefecture: Annotated[list[str], typer.Option(help="神奈川県, Kanagawa or 14; may be given several times.")],
    legal_basis: Annotated[str, typer.Option(help="Legal basis, as text.")],
    confirm: Annotated[
        list[str], typer.Option(help="Item of the ethics checklist that the person confirms; every item by its name.")
    ],
    title_en: Annotated[str, typer.Option(help="Title in English.")] = "",
    basis: Annotated[str, typer.Option(help="site | head_office | either | both")] = "site",
    product: Annotated[list[str] | None, typer.Option(help="Product id; without it all products.")] = None,
    cve: Annotated[list[str] | None, typer.Option(help="CVE id; without it all.")] = None,
    verdict: Annotated[list[str] | None, typer.Option(help="affected | likely | undetermined")] = None,
    urgency: Annotated[
        str, typer.Option(help="Least urgency that is taken: 3d_forensics | 3d | 14d | 60d | none")
    ] = "none",
    handling_class: Annotated[str, typer.Option(help="unit_only | agency_only | need_to_know | public")] = "unit_only",
    freshness_days: Annotated[int, typer.Option(help="Days that an observation may be used.")] = 14,
    research_days: Annotated[int, typer.Option(help="Business days for the research queue.")] = 10,
    starts_on: Annotated[str | None, typer.Option(help="First day, YYYY-MM-DD; else today.")] = None,
    ends_on: Annotated[str | None, typer.Option(help="Planned last day, YYYY-MM-DD.")] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the counts and save nothing.")] = False,
) -> None:
    """Open a campaign: one case per organisation, the balance of all devices on standard output."""
    require_date("--starts-on", starts_on)
    require_date("--ends-on", ends_on)
    named = tuple(_prefecture(each) for each in prefecture)
    with django_setup.records():
        from django.utils import timezone

        from noroshi.archive.survey import SurveyError
        from noroshi.records.services import open_campaign as opening
        from noroshi.records.services.campaign_preview import preview
        from noroshi.records.services.campaign_wishes import Wishes
        from noroshi.records.services.refusals import Refused

        found, scope = acting(unit, by, "campaign.open", "open a campaign")
        wishes = Wishes(
            code=code,
            title_ja=title,
            title_en=title_en,
            prefectures=named,
            basis=basis,
            products=tuple(product or ()),
            cves=tuple(each.upper() for each in cve or ()),
            verdicts=tuple(verdict or ("affected", "likely")),
            least=urgency,
            freshness_days=freshness_days,
            research_days=research_days,
            legal_basis=legal_basis,
            handling_class=handling_class,
            ethics=frozenset(confirm),
            starts_on=dt.date.fromisoformat(starts_on) if starts_on else timezone.localdate(),
            ends_on=dt.date.fromisoformat(ends_on) if ends_on else None,
        )
        try:
            if dry_run:
                balance = preview(scope, found, survey, wishes, timezone.localdate()).balance
            else:
                balance = opening.open_campaign(scope, found, survey, wishes).balance
        except Refused as refusal:
            refused(refusal, _OPTIONS)
        except SurveyError as error:
            fail(str(error))
    rows = [{name: each[name] for name in ("outcome", "detail", "devices")} for each in balance["bins"]]
    print_rows(rows, ["outcome", "detail", "devices"], Format.TABLE)
    verb = "would open" if dry_run else "opened"
    sys.stdout.write(f"{terminal(code)}: {verb} with {balance['cases']} cases of {balance['devices']} devices seen\n")


@app.command("list")
def list_campaigns(form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.TABLE) -> None:
    """List the campaigns of all units with their sizes; no organisation is named."""
    with django_setup.records():
        from django.db.models import Count

        from noroshi.records.campaign import Campaign

        campaigns = Campaign.objects.within(_everywhere("campaign list")).select_related("unit__agency", "survey")
        counted = campaigns.annotate(number=Count("cases")).order_by("pk")
        rows = [
            {
                "unit": f"{each.unit.agency.code}/{each.unit.code}",
                "code": each.code,
                "title": each.title_ja,
                "prefectures": each.prefectures,
                "survey": each.survey.name,
                "opened": each.opened_at,
                "cases": each.number,
                "sample": each.sample,
            }
            for each in counted
        ]
    print_rows(rows, ["unit", "code", "title", "prefectures", "survey", "opened", "cases", "sample"], form)


@app.command("labels")
def labels(
    campaign: Annotated[str | None, typer.Option(help="Code of one campaign; without it all.")] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.CSV,
) -> None:
    """Print what people decided about findings, for calibration: numbers and codes, no names and no free text."""
    with django_setup.records():
        from noroshi.records.services.labels import COLUMNS
        from noroshi.records.services.labels import labels as read_labels

        rows = list(read_labels(_everywhere("labels"), campaign))
    print_rows(rows, COLUMNS, form)


def _everywhere(purpose: str) -> "Scope":
    from noroshi.records.agency import Unit
    from noroshi.records.scope import Scope

    return Scope.system(set(Unit.objects.filter(rehearsal_of=None).values_list("pk", flat=True)), purpose)


def _prefecture(text: str) -> str:
    from noroshi.knowledge.places import bundled_places

    places = bundled_places()
    place = places.by_codes(text.zfill(2)) if text.isdecimal() else places.from_text("", prefecture=text)
    if place is None:
        fail(f"--prefecture {text}: no such prefecture; give it as 神奈川県, Kanagawa or 14", USAGE)
    return place.prefecture
