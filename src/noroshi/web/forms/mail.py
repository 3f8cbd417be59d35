"""Drafting a mail, sending one back, and saying what was found about an unclear one."""

from collections.abc import Iterable
from typing import Any

from django import forms

from noroshi.records.contact import Contact
from noroshi.web.forms.desk_form import DeskForm, key_field, new_key, text_field
from noroshi.web.words import text, text_lazy


def _languages() -> list[tuple[str, str]]:
    return [("ja", text("mail_page.japanese")), ("en", text("mail_page.english"))]


class DraftForm(DeskForm):
    """To which address the first mail goes, and in which language. ``key``: sent twice, it drafts one mail."""

    contact = forms.TypedChoiceField(coerce=int, widget=forms.RadioSelect, label=text_lazy("mail_page.contact"))
    language = forms.ChoiceField(choices=_languages, initial="ja", label=text_lazy("mail_page.language"))
    key = key_field()

    def __init__(self, *args: Any, contacts: Iterable[Contact], **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        choices = [(each.pk, f"{each.value} {each.desk}".strip()) for each in contacts]
        self.fields["contact"].choices = choices  # type: ignore[attr-defined]
        self.fields["key"].initial = new_key()
        if len(choices) == 1:
            self.fields["contact"].initial = choices[0][0]


class ReasonForm(DeskForm):
    """Why a draft is sent back."""

    reason = text_field(2, label=text_lazy("mail_page.reason"), help_text=text_lazy("mail_page.reason_hint"))


def _found() -> list[tuple[str, str]]:
    return [("sent", text("mail_page.decide_sent")), ("unsent", text("mail_page.decide_unsent"))]


class FoundForm(ReasonForm):
    """What the relay's log says about an unclear mail, and where that was seen."""

    found = forms.ChoiceField(choices=_found, widget=forms.RadioSelect, label=text_lazy("mail_page.finding"))
    field_order = ("found", "reason")
