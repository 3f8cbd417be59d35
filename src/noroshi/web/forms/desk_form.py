"""What every form of a desk shares: messages that say what to do, choices from enumerations, refusals beside fields."""

import datetime as dt
import secrets
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeAlias

from django import forms

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.ethics import load_ethics
from noroshi.notify.japanese_dates import day_text
from noroshi.records.services.refusals import Refused
from noroshi.web.words import language, text, text_lazy

Choices: TypeAlias = Callable[[], Sequence[tuple[str, str]]]
_MESSAGES: Final = ("required", "invalid", "invalid_choice")
_LIMITS: Final = ("max_length", "min_value", "max_value")
_KINDS: Final = {forms.DateField: "date", forms.TimeField: "time", forms.IntegerField: "number"}


class DeskForm(forms.Form):
    """A form whose messages come from the words (``form_error``), in the page's language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 Django's signature
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            word_messages(field)

    def refuse(self, refusal: Refused) -> None:
        """Show a service's refusal beside its field, or above the form."""
        place = refusal.field if refusal.field in self.fields else None
        self.add_error(place, refusal_text(refusal))


def word_messages(field: forms.Field) -> None:
    """Give a field the messages of the words; ``DeskForm`` does so for the fields of its class."""
    messages = field.error_messages
    messages |= {code: text_lazy(f"form_error.{code}") for code in _MESSAGES if code in messages}
    if type(field) in _KINDS:
        messages["invalid"] = text_lazy(f"form_error.invalid_{_KINDS[type(field)]}")
    for validator in field.validators:
        code, limit = getattr(validator, "code", ""), getattr(validator, "limit_value", None)
        if code in _LIMITS:
            messages[code] = text_lazy(f"form_error.{code}", limit=limit)


def refusal_text(refusal: Refused) -> str:
    """Return a refusal in the page's language; codes and days among its values are worded as well."""
    return text(f"desk_refused.{refusal.key}", **{name: _worded(name, value) for name, value in refusal.values.items()})


def _worded(name: str, value: str) -> str:
    lists = load_enumerations()
    if name == "decision" and lists.has("finding_decision", value):
        return lists.label("finding_decision", value, language())
    if name == "items":  # of the ethics checklist
        known = load_ethics()
        return text("plain.and").join(known[item].text(language()) for item in value.split(", ") if item in known)
    if name == "until":
        return day_text(dt.date.fromisoformat(value), language())
    return value


def codes(list_name: str, *, empty: str = "", only: Iterable[str] | None = None) -> Choices:
    """Return the choices of an enumeration; ``empty`` names the text of an empty first choice."""
    wanted = None if only is None else frozenset(only)

    def choices() -> list[tuple[str, str]]:
        entries = load_enumerations().entries(list_name)
        rows = [(entry.code, entry.text(language())) for entry in entries if wanted is None or entry.code in wanted]
        return [("", text(empty)), *rows] if empty else rows

    return choices


def new_key() -> str:
    """Return a random key for a form that creates a row: sent twice, it creates one."""
    return secrets.token_hex(16)


def key_field() -> forms.CharField:
    """Return the hidden field of that key."""
    return forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)


def date_field(**options: Any) -> forms.DateField:  # noqa: ANN401 Django's options
    """Return a date with the browser's calendar."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"})
    return forms.DateField(widget=widget, input_formats=["%Y-%m-%d", "%Y/%m/%d"], **options)


def time_field(**options: Any) -> forms.TimeField:  # noqa: ANN401 Django's options
    """Return a time of day in Japan."""
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "short"})
    return forms.TimeField(widget=widget, input_formats=["%H:%M", "%H:%M:%S"], **options)


def line_field(max_length: int, **options: Any) -> forms.CharField:  # noqa: ANN401 Django's options
    """Return a one-line text."""
    return forms.CharField(max_length=max_length, **options)


def text_field(rows: int = 3, **options: Any) -> forms.CharField:  # noqa: ANN401 Django's options
    """Return a text of several lines, at most 4,000 characters."""
    return forms.CharField(max_length=4_000, widget=forms.Textarea(attrs={"rows": rows}), **options)


def label(key: str) -> Any:  # noqa: ANN401 a lazy text
    """Return the label of a field, ``desk_field.<key>``."""
    return text_lazy(f"desk_field.{key}")


def hint(key: str) -> Any:  # noqa: ANN401 a lazy text
    """Return the hint of a field, ``desk_hint.<key>``."""
    return text_lazy(f"desk_hint.{key}")
