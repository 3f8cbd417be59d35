"""Making documents, and recording that they left the office."""

from typing import Any

from django import forms
from django.utils import timezone

from noroshi.records.campaign import Campaign
from noroshi.records.compartment import CompartmentQuerySet
from noroshi.web.forms.desk_form import DeskForm, date_field, hint, label, line_field
from noroshi.web.forms.option_lists import Radios
from noroshi.web.words import language, text_lazy

LANGUAGES = [("ja", text_lazy("document_page.japanese")), ("en", text_lazy("document_page.english"))]


class MakeForm(DeskForm):
    """The language of a document and its external number."""

    language = forms.ChoiceField(choices=LANGUAGES, label=label("document_language"), widget=Radios, initial="ja")
    number = line_field(60, required=False, label=label("document_number"), help_text=hint("document_number"))


class PostedForm(DeskForm):
    """The day on which the letters of a print run were posted."""

    on = date_field(label=label("document_sent_on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 Django's signature
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate()


class SentForm(PostedForm):
    """The day on which a document was posted or handed over, and its external number."""

    number = line_field(60, required=False, label=label("document_number"), help_text=hint("document_number"))


class RunForm(DeskForm):
    """The campaign whose first letters are printed."""

    campaign = forms.ChoiceField(label=label("print_campaign"))
    language = forms.ChoiceField(choices=LANGUAGES, label=label("document_language"), widget=Radios, initial="ja")

    def __init__(self, *args: Any, campaigns: CompartmentQuerySet[Campaign], **kwargs: Any) -> None:  # noqa: ANN401 Django's signature
        super().__init__(*args, **kwargs)
        japanese = language() == "ja"
        names = [(str(row.pk), f"{row.code} {row.title_ja if japanese else row.title_en}".strip()) for row in campaigns]
        self.fields["campaign"].choices = names  # type: ignore[attr-defined]
