"""`noroshi survey rejudge | purge`: new verdicts over old observations, and disposal."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from noroshi.cli.dates import require_date
from noroshi.cli.failure import fail


def rejudge(
    survey: Annotated[Path, typer.Argument(help="Folder of a finished survey.", metavar="DIR")],
    out: Annotated[Path, typer.Option(help="New folder for the rejudged survey.")],
    kev: Annotated[Path | None, typer.Option(help="Newer KEV snapshot; else the survey's own.")] = None,
    as_of: Annotated[str | None, typer.Option(help="Date to judge at, YYYY-MM-DD; else the survey's own.")] = None,
    knowledge: Annotated[
        Path | None, typer.Option(help="Knowledge pack of another survey; else the installed one.")
    ] = None,
) -> None:
    """Judge the devices of a survey anew with today's advisories; observations and organisations stay."""
    from noroshi.archive.survey import SurveyError
    from noroshi.pipeline.errors import RunError
    from noroshi.pipeline.rejudge import rejudge_survey

    require_date("--as-of", as_of)
    try:
        changed = rejudge_survey(survey, out, kev, as_of, knowledge)
    except (SurveyError, RunError) as error:
        fail(str(error))
    sys.stdout.write(f"{changed} verdicts differ from {survey}\nsurvey: {out}\n")


def purge(
    survey: Annotated[Path, typer.Argument(help="Folder of a finished survey.", metavar="DIR")],
    *,
    everything: Annotated[bool, typer.Option("--all", help="Remove the whole survey.")] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do it; without this the command only says what it would do.")
    ] = False,
) -> None:
    """Dispose of raw content that supports no finding, or (with --all) of the whole survey."""
    from noroshi.archive.dispose import purge_survey
    from noroshi.archive.purge import purge_content
    from noroshi.archive.survey import SurveyError

    try:
        sentence = purge_survey(survey, really=yes) if everything else purge_content(survey, really=yes)
    except SurveyError as error:
        fail(str(error))
    sys.stdout.write(sentence + "\n")
