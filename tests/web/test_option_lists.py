"""Lists of options draw what Django's own widgets draw, whatever the values hold."""

from html.parser import HTMLParser

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from noroshi.web.forms.option_lists import Radios, Ticks

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\r\x00"), max_size=20)


class Shape(HTMLParser):
    """Collects tags with their attributes, and the text between them without surrounding blanks."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[object] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.seen.append((tag, sorted(attrs, key=str)))

    def handle_endtag(self, tag: str) -> None:
        """Keep an end."""
        self.seen.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        if data.strip():
            self.seen.append(data.strip())


def shape(html: str) -> list[object]:
    parser = Shape()
    parser.feed(html)
    return parser.seen


@pytest.mark.parametrize(("ours", "djangos"), [(Radios, forms.RadioSelect), (Ticks, forms.CheckboxSelectMultiple)])
@given(choices=st.lists(st.tuples(WORDS, WORDS), max_size=4), extra=WORDS, chosen=WORDS)
def test_the_markup_is_djangos(
    ours: type[forms.Widget], djangos: type[forms.Widget], choices: list[tuple[str, str]], extra: str, chosen: str
) -> None:
    """Same tags, attributes and texts as Django's templates give, for hostile values, labels and attributes too."""
    value = [chosen, *(key for key, _ in choices[:1])]
    drawn = [
        widget(choices=choices).render("field", value, attrs={"id": "id_field", "class": extra, "data-x": extra})
        for widget in (ours, djangos)
    ]
    assert shape(drawn[0]) == shape(drawn[1])


def test_nothing_is_markup() -> None:
    """A label that looks like a script is shown, not run."""
    drawn = Radios(choices=[("<b>", "<script>alert(1)</script>")]).render("field", "<b>")
    assert "<script" not in drawn
    assert "<b>" not in drawn
    assert 'value="&lt;b&gt;"' in drawn
