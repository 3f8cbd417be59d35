"""`noroshi unit create` and `noroshi user create`: the first unit and the first administrator of an installation."""

import sys
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from noroshi.cli import django_setup
from noroshi.cli.failure import USAGE, fail
from noroshi.render.neutral import terminal

if TYPE_CHECKING:
    from noroshi.records.services.refusals import Refused

unit_app = typer.Typer(no_args_is_help=True, help="Units (compartments) of an agency.")
user_app = typer.Typer(no_args_is_help=True, help="Accounts of people.")


@unit_app.callback()
@user_app.callback()
def group() -> None:
    """Hold one command each; further ones are on the pages."""


@unit_app.command("create")
def create_unit(
    code: Annotated[str, typer.Argument(metavar="AGENCY/UNIT", help="Short codes, such as kanagawa/cyber.")],
    name_ja: Annotated[str, typer.Option(help="Name of the unit in Japanese.")],
    name_en: Annotated[str, typer.Option(help="Name of the unit in English.")] = "",
    agency_ja: Annotated[str, typer.Option(help="Name of the agency in Japanese, where the agency is new.")] = "",
    agency_en: Annotated[str, typer.Option(help="Name of the agency in English, where the agency is new.")] = "",
) -> None:
    """Make a unit, and its agency where it is new."""
    with django_setup.records():
        from noroshi.records.services.make_unit import make_unit
        from noroshi.records.services.refusals import Refused

        try:
            make_unit(code, name_ja=name_ja, name_en=name_en, agency_ja=agency_ja, agency_en=agency_en)
        except Refused as refusal:
            _refused(refusal)
    sys.stdout.write(f"{terminal(code)}: made\n")


@user_app.command("create")
def create_user(
    username: Annotated[str, typer.Argument(metavar="NAME")],
    unit: Annotated[str, typer.Option(help="Unit of the person, as AGENCY/UNIT.")],
    role: Annotated[list[str], typer.Option(help="Role in the unit; may be given several times.")],
    name_ja: Annotated[str, typer.Option(help="Name in Japanese.")] = "",
    name_en: Annotated[str, typer.Option(help="Name in English.")] = "",
) -> None:
    """Make an account and print its one-time password, once."""
    with django_setup.records():
        from django.core.exceptions import ValidationError

        from noroshi.records.scope import Scope
        from noroshi.records.services.make_unit import find_unit
        from noroshi.records.services.people import ONE_TIME_HOURS, PersonEntry, make_person
        from noroshi.records.services.refusals import Refused
        from noroshi.records.user import User

        found = find_unit(unit)
        if found is None:
            fail(f"--unit {unit}: no such unit; `noroshi unit create` makes it")
        try:
            User._meta.get_field("username").run_validators(username)
        except ValidationError as error:
            fail(f"{username}: {' '.join(error.messages)}", USAGE)
        entry = PersonEntry(username=username, name_ja=name_ja or username, name_en=name_en)
        try:
            _, password = make_person(Scope.system({found.pk}, "user create"), found.pk, role, entry)
        except Refused as refusal:
            _refused(refusal)
    sys.stdout.write(f"{terminal(username)}: one-time password {password} (valid {ONE_TIME_HOURS} hours)\n")


def _refused(refusal: "Refused") -> NoReturn:
    from noroshi.knowledge.words import load_words

    fail(load_words().text(f"desk_refused.{refusal.key}", "en", **refusal.values))
