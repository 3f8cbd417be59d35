"""The `noroshi` command: one verb per command, imported when it is called."""

import os
import sys
from typing import Annotated

import typer

import noroshi
from noroshi.cli import (
    advise,
    audit,
    backup,
    campaign,
    campaign_kit,
    campaign_later,
    database,
    demo,
    disposal,
    doctor,
    factors,
    hand_over,
    knowledge,
    mail,
    people,
    public,
    register,
    serve,
    survey_change,
    survey_read,
    survey_run,
)
from noroshi.cli.failure import FAILED, fail

app = typer.Typer(
    name="noroshi",
    help="Find, from public data alone, which organisations expose a VPN device in the affected range of a known "
    "vulnerability. No packet goes to a surveyed host.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
survey = typer.Typer(no_args_is_help=True, help="Run a survey and read it.")
app.add_typer(survey, name="survey")
survey.command("run")(survey_run.run)
survey.command("show")(survey_read.show)
survey.command("explain")(survey_read.explain)
survey.command("report")(survey_read.report)
survey.command("compare")(survey_read.compare)
survey.command("query")(survey_read.query)
survey.command("rejudge")(survey_change.rejudge)
survey.command("purge")(survey_change.purge)
app.add_typer(knowledge.app, name="knowledge")
app.add_typer(register.app, name="register")
app.add_typer(database.app, name="database")
app.add_typer(campaign.app, name="campaign")
campaign.app.command("kit")(campaign_kit.kit)
campaign.app.command("attach")(campaign_later.attach)
campaign.app.command("recall")(campaign_later.recall)
app.add_typer(mail.app, name="mail")
app.add_typer(public.app, name="public")
app.add_typer(hand_over.app, name="hand-over")
app.add_typer(audit.app, name="audit")
app.add_typer(disposal.app, name="disposal")
app.add_typer(people.unit_app, name="unit")
app.add_typer(people.user_app, name="user")
people.user_app.command("protect-factors")(factors.protect)
app.command("demo")(demo.demo)
app.command("serve")(serve.serve)
app.command("worker")(serve.worker)
app.command("doctor")(doctor.doctor)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("identify")(advise.identify)
app.command("judge")(advise.judge)
app.command("attribute")(advise.attribute)


def _version(value: bool) -> None:  # noqa: FBT001 typer hands the flag over by position
    if value:
        typer.echo(f"noroshi {noroshi.__version__}")
        raise typer.Exit


@app.callback()
def options(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Hold the options that stand before a command."""


def run() -> None:
    """Run the command line; a user's mistake or a full disk ends in a sentence, never in a traceback."""
    os.umask(0o077)  # a survey is sensitive: whatever is written is private
    try:
        app()
    except BrokenPipeError:
        # the reader of a pipe has gone: nothing is left to say to it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(FAILED) from None
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        fail(f"{place}{error.strerror or error}; free space or change the path, then repeat (a survey with --resume)")
