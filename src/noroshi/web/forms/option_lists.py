"""Radio buttons and tick boxes as lists: Django's widgets with the same markup, built without a template an option.

The page of a call holds about a hundred options; Django draws each through three nested templates, which took more
than a third of the time of the page.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.safestring import SafeString, mark_safe
from markupsafe import escape


@dataclass(frozen=True, slots=True)
class Part:
    """Options that stand together; those under a heading open when it is pressed."""

    heading: str
    options: Sequence[Mapping[str, Any]]


class _OptionList(forms.RadioSelect):
    """A list of options; every value, label and attribute is escaped."""

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> SafeString:  # noqa: ANN401, ARG002 Django's signature
        widget = context["widget"]
        outside = {name: widget["attrs"].get(name) or False for name in ("id", "class")}
        parts = self.parts([option for _, group, _ in widget["optgroups"] for option in group])
        lists = (_part(part, _attributes(outside)) for part in parts if part.options or not part.heading)
        return mark_safe("".join(lists))  # noqa: S308 escaped below

    def parts(self, options: Sequence[dict[str, Any]]) -> list[Part]:
        """Return the parts of the list."""
        return [Part("", options)]


class Radios(_OptionList):
    """One of several."""


class Ticks(_OptionList, forms.CheckboxSelectMultiple):
    """Any of several."""


def _part(part: Part, outside: str) -> str:
    lines = "".join(_line(option) for option in part.options)
    if not part.heading:
        return f"<div{outside}>{lines}</div>"
    chosen = " open" if any(option["selected"] for option in part.options) else ""
    return f"<details{chosen}><summary>{escape(part.heading)}</summary><div>{lines}</div></details>"


def _line(option: Mapping[str, Any]) -> str:
    attributes = option["attrs"]
    box = {"type": option["type"], "name": option["name"], "value": option["value"], **attributes}
    target = _attributes({"for": attributes.get("id") or False})
    return f"<div><label{target}><input{_attributes(box)}> {escape(str(option['label']))}</label></div>"


def _attributes(attributes: Mapping[str, Any]) -> str:
    return "".join(_attribute(attributes))


def _attribute(attributes: Mapping[str, Any]) -> Iterator[str]:
    for name, value in attributes.items():
        if value is True:
            yield f" {escape(name)}"
        elif value is not False and value is not None:
            yield f' {escape(name)}="{escape(str(value))}"'
