"""The form by which a later survey is attached to a campaign."""

from collections.abc import Iterable
from typing import Any

from django import forms

from noroshi.knowledge.words import load_words
from noroshi.notify.japanese_dates import day_text
from noroshi.records.campaign import Campaign
from noroshi.web.forms.desk_form import DeskForm
from noroshi.web.words import language, text_lazy


class AttachForm(DeskForm):
    """Which of the finished surveys is attached."""

    survey = forms.ChoiceField(label=text_lazy("resurvey.survey"))

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 Django's
        campaign: Campaign,
        surveys: Iterable[tuple[str, str]],
        **kwargs: Any,  # noqa: ANN401 Django's
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["survey"]
        field.choices = list(surveys)  # type: ignore[attr-defined]
        day = day_text(campaign.survey.as_of, language())
        field.help_text = load_words().text("resurvey.survey_hint", language(), name=campaign.survey.name, date=day)
