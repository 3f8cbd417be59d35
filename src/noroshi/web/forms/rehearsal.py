"""What the officer ticks after a rehearsal: the duties of the script that leave no record."""

from typing import Any

from django import forms

from noroshi.knowledge.rehearsals import Persona, load_rehearsals
from noroshi.web.forms.desk_form import DeskForm
from noroshi.web.words import language, text_lazy


class SaidForm(DeskForm):
    """One box for each duty of the persona that is said rather than recorded."""

    said = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=text_lazy("rehearsal.said"),
        help_text=text_lazy("rehearsal.said_hint"),
    )

    def __init__(self, *args: Any, persona: Persona, **kwargs: Any) -> None:  # noqa: ANN401 Django's signature
        super().__init__(*args, **kwargs)
        duties = load_rehearsals().duties
        spoken = [(code, duties[code].text(language())) for code in persona.duties if duties[code].by == "said"]
        self.fields["said"].choices = spoken  # type: ignore[attr-defined]
