"""Forms of rows that several people edit: saving merges, and a conflict is shown field by field to choose from.

A form carries the values it was shown (hidden field ``base``, signed). After a conflict it is shown again over the row
as it is now; for each field in conflict it holds the person's own value (``mine_<field>``) and a choice
(``choose_<field>``: theirs, mine, or for long texts both).
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from django import forms
from django.http import QueryDict

from noroshi.notify.japanese_dates import day_text
from noroshi.records.case import Case
from noroshi.records.contact import Contact
from noroshi.records.organization import Organization
from noroshi.records.services import merge_edits
from noroshi.records.services.merge_edits import Base, EditConflict
from noroshi.records.services.refusals import Refused
from noroshi.web.forms.desk_form import DeskForm
from noroshi.web.words import language, text

RowT = TypeVar("RowT", Case, Organization, Contact)


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """One field in conflict as a person reads it. ``mine`` is the own value as the form sends it."""

    name: str
    label: str
    theirs_text: str
    mine_text: str
    mine: str
    by: str
    at: dt.datetime | None
    long: bool


class MakeForm(Protocol):
    """Makes the form: bound to what was posted, or with initial values."""

    def __call__(self, data: QueryDict | None = None, initial: Mapping[str, Any] | None = None) -> DeskForm:
        """Return the form."""
        ...


@dataclass(slots=True)
class MergeResult:
    """``saved``, or the form to show again with what is in conflict."""

    form: DeskForm
    conflicts: list[ConflictRow]
    saved: bool = False

    @property
    def status(self) -> int:
        """Return the status of the answer: 409 for a conflict."""
        return 409 if self.conflicts else 200


def initial_of(row: RowT, merged: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the row's editable values (in a conflict: the merge), with the signed base over the row as it is now."""
    values = {name: getattr(row, name) for name in merge_edits.FIELDS[type(row)]}
    return values | dict(merged or {}) | {"base": merge_edits.sign_base(row)}


def merge_edit(posted: QueryDict, row: RowT, make: MakeForm, save: Callable[[Base, DeskForm], object]) -> MergeResult:
    """Save what was posted through ``save``, which raises ``EditConflict`` or ``Refused``; see ``MergeResult``."""
    form = make(posted)
    try:
        base = merge_edits.read_base(row, posted.get("base", ""))
        settled = _settle(posted, base)
        if settled is None:
            return _ask_again(posted, row, base, make)
        form = make(settled)
        if form.is_valid():
            save(base, form)
            return MergeResult(form, [], saved=True)
    except Refused as refusal:
        form.is_valid()
        form.refuse(refusal)
    except EditConflict as conflict:
        shown = make(initial=initial_of(conflict.row, conflict.merged))  # type: ignore[type-var]
        rows = [_row(shown, clash, settled or posted) for clash in conflict.clashes]
        return MergeResult(shown, [each for each in rows if each is not None])
    return MergeResult(form, [])


def _settle(posted: QueryDict, base: Base) -> QueryDict | None:
    """Return what was posted with the person's choices put in; None where a choice is missing."""
    settled = posted.copy()
    for key in posted:
        name = key.removeprefix("mine_")
        if name == key or name not in base.values:
            continue
        theirs, mine = _as_posted(base.values[name]), str(posted[key])
        options = {"theirs": theirs, "mine": mine, "both": f"{theirs}\n{mine}"}
        choice = posted.get(f"choose_{name}", "")
        if choice not in options:
            return None
        settled[name] = options[choice]
    return settled


def _ask_again(posted: QueryDict, row: RowT, base: Base, make: MakeForm) -> MergeResult:
    """Show the conflict once more: a choice was missing."""
    mine = {key.removeprefix("mine_"): str(value) for key, value in posted.items() if key.startswith("mine_")}
    data = posted.copy()
    for name, value in mine.items():
        data[name] = value
    form = make(data)
    form.is_valid()
    form.refuse(Refused("choice_missing"))
    clashes = [
        merge_edits.Clash(name, None, merge_edits.restored(row, name, base.values[name]), form.cleaned_data.get(name))
        for name in mine
        if name in base.values
    ]
    rows = [_row(form, clash, data) for clash in clashes]
    return MergeResult(form, [each for each in rows if each is not None])


def _row(form: DeskForm, clash: merge_edits.Clash, posted: QueryDict) -> ConflictRow | None:
    name = clash.field
    if name not in form.fields:
        return None
    field = form[name]
    return ConflictRow(
        name=name,
        label=str(field.label),
        theirs_text=value_text(field, clash.theirs),
        mine_text=value_text(field, clash.mine),
        mine=posted.get(name, ""),
        by=clash.by.display_name(language()) if clash.by else "",
        at=clash.at,
        long=isinstance(field.field.widget, forms.Textarea),
    )


def value_text(field: forms.BoundField, value: Any) -> str:  # noqa: ANN401 any column
    """Return a value as a person reads it."""
    if value in (None, ""):
        return text("merge.empty")
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    if isinstance(value, dt.date):
        return day_text(value, language())
    if isinstance(value, bool):
        return text("merge.yes" if value else "merge.no")
    names = {str(key): str(name) for key, name in getattr(field.field, "choices", ())}
    return names.get(str(value), str(field.field.prepare_value(value)))


def _as_posted(stored: Any) -> str:  # noqa: ANN401 any column
    """Return a stored value as a form would send it."""
    if stored is None or stored is False:
        return ""
    return "on" if stored is True else str(stored)
