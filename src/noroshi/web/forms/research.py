"""The forms of the research queue."""

from django import forms
from django.utils import timezone

from noroshi.knowledge.places import bundled_places
from noroshi.web.forms.desk_form import DeskForm, codes, date_field, line_field, text_field
from noroshi.web.words import language, text_lazy


def _prefectures() -> list[tuple[str, str]]:
    rows = bundled_places().prefectures.values()
    return [("", "―"), *((each.name, each.name if language() == "ja" else each.english) for each in rows)]


class FoundForm(DeskForm):
    """The organisation that was found, with its source."""

    row_version = forms.IntegerField(widget=forms.HiddenInput)
    number = line_field(
        13, required=False, label=text_lazy("research.number"), help_text=text_lazy("research.number_hint")
    )
    name = line_field(200, label=text_lazy("research.name"))
    kind = forms.ChoiceField(label=text_lazy("research.kind"), choices=codes("organization_kind"), initial="company")
    prefecture = forms.ChoiceField(label=text_lazy("research.prefecture"), choices=_prefectures, required=False)
    source_url = line_field(400, label=text_lazy("research.source_url"), help_text=text_lazy("research.source_hint"))
    looked_up_on = date_field(label=text_lazy("research.looked_up_on"), initial=timezone.localdate)
    comment = text_field(2, label=text_lazy("research.comment"), required=False)


class CommentForm(DeskForm):
    """Words on a device of the queue: a note, or why the research ends or goes on."""

    row_version = forms.IntegerField(widget=forms.HiddenInput)
    comment = text_field(2, label=text_lazy("research.comment"))
