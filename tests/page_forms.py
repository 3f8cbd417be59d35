"""Reading a page's form as a browser would: its fields with the values that it shows."""

from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse


class _Fields(HTMLParser):
    def __init__(self, form: str) -> None:
        super().__init__()
        self.form, self.inside = form, False
        self.fields: dict[str, list[str]] = {}
        self._select = self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = not self.form or values.get("id") == self.form
        if not self.inside and values.get("form") != (self.form or None):
            return
        name = values.get("name", "")
        if tag == "input" and name and values.get("type") not in {"radio", "checkbox", "submit"}:
            self.fields.setdefault(name, []).append(values.get("value", ""))
        elif tag == "input" and name and "checked" in values:
            self.fields.setdefault(name, []).append(values.get("value", "on"))
        elif tag == "select":
            self._select = name
            self.fields.setdefault(name, [""])
        elif tag == "option" and self._select and "selected" in values:
            self.fields[self._select] = [values.get("value", "")]
        elif tag == "textarea":
            self._textarea = name
            self.fields[name] = [""]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.fields[self._textarea][0] += data.removeprefix("\n")


def shown_fields(response: HttpResponse, form: str = "") -> dict[str, Any]:
    """Return what the browser would send of the form with that id (or of the last form) if nothing were changed."""
    parser = _Fields(form)
    parser.feed(response.content.decode())
    return {name: values for name, values in parser.fields.items() if name}
