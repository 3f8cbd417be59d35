"""A call list as an officer takes it from the desk and brings it back: real cases, real files."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

from django.utils import timezone
from openpyxl import load_workbook

from campaign_world import World
from noroshi.exchange.call_list.columns import COLUMNS
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.notify import reference_number
from noroshi.records.models import CallListImport, Case
from noroshi.records.scope import Scope
from noroshi.records.services.call_list import Format, export_call_list
from noroshi.records.services.call_list_import import plan_import

PLACE = {column.id: number for number, column in enumerate(COLUMNS)}


def scope_of(world: World) -> Scope:
    """Return the scope in which the unit's officer contacts organisations."""
    return world.scope("officer", "case.contact")


def exported(world: World, form: Format = "xlsx", language: Any = "ja") -> bytes:
    """Return the file with all cases of the unit, in the order in which they were made."""
    cases = Case.objects.within(scope_of(world)).order_by("pk")
    return export_call_list(scope_of(world), cases, world.people["officer"], form, language)


def filled(data: bytes, *rows: tuple[Case, dict[str, Any]]) -> bytes:
    """Return the workbook with values put into the rows of cases; codes are written as the labels of the drop-downs."""

    def change(sheet: Any) -> None:
        lines = {str(cells[0].value): cells[0].row for cells in sheet.iter_rows(min_row=2)}
        for case, values in rows:
            line = lines[reference_number.format(case.reference)]
            for name, value in values.items():
                sheet.cell(line, PLACE[name] + 1).value = shown(name, value)

    return edited(data, change)


def edited(data: bytes, change: Callable[[Any], Any]) -> bytes:
    """Return the workbook after a change of its first sheet that a spreadsheet saved."""
    book = load_workbook(io.BytesIO(data))
    change(book.worksheets[0])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def shown(column: str, value: Any, language: Any = "ja") -> Any:
    """Return what an officer enters: the label of a code, everything else as it is."""
    list_name = COLUMNS[PLACE[column]].list_name
    known = bool(list_name) and load_enumerations().has(list_name, str(value))
    return load_enumerations().label(list_name, value, language) if known else value


def handed_in(world: World, data: bytes, name: str = "架電表.xlsx") -> CallListImport:
    """Return the plan of a file that the unit's officer hands in."""
    return plan_import(scope_of(world), world.unit, io.BytesIO(data), name, "ja")


def today() -> dt.date:
    """Return the day in Japan."""
    return timezone.localdate()
