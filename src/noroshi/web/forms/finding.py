"""The forms of the analyst's desk: the filters of the queue, and one small form for each decision."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms

from noroshi.knowledge.places import bundled_places
from noroshi.knowledge.product_names import product_name
from noroshi.records.campaign import Campaign
from noroshi.records.case_order import URGENCIES
from noroshi.records.finding import Finding
from noroshi.web.forms.desk_form import DeskForm, codes, line_field, text_field
from noroshi.web.words import language, text, text_lazy

STATES: Final = ("pending", "asked", "disputed", "confirmed", "refuted", "merged")
"""What the queue can show, in the order of its tabs."""


class QueueFilter(DeskForm):
    """What the queue shows; a wrong value of the address shows everything."""

    campaign = forms.ChoiceField(required=False, label=text_lazy("findings.campaign"))
    product = forms.ChoiceField(required=False, label=text_lazy("findings.product"))
    urgency = forms.ChoiceField(required=False, label=text_lazy("findings.urgency"))
    prefecture = forms.ChoiceField(required=False, label=text_lazy("findings.prefecture"))
    q = forms.CharField(
        required=False,
        max_length=100,
        label=text_lazy("findings.words"),
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 Django's signature
        campaigns: Iterable[Campaign],
        products: Iterable[str],
        **kwargs: Any,  # noqa: ANN401 Django's signature
    ) -> None:
        super().__init__(*args, **kwargs)
        every, tongue = ("", text("findings.any")), language()
        places = bundled_places().prefectures.values()
        choices = {
            "campaign": [(str(row.pk), row.code) for row in campaigns],
            "product": [(code, product_name(code, tongue)) for code in products],
            "urgency": [(code, text(f"urgency.{code}")) for code in URGENCIES],
            "prefecture": [(each.name, each.name if tongue == "ja" else each.english) for each in places],
        }
        for name, rows in choices.items():
            self.fields[name].choices = [every, *rows]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, str]:
        """Return the filters that were given and can be used; ``state`` is pending where none is."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        state = given.get("state", "")
        return given | {"state": state if state in STATES else "pending"}


class DecisionForm(DeskForm):
    """What every decision carries: the version of the finding that the person was shown."""

    row_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: Finding, **kwargs: Any) -> None:  # noqa: ANN401 Django's signature
        kwargs.setdefault("auto_id", f"id_{type(self).__name__.removesuffix('Form').lower()}_%s")
        super().__init__(*args, **kwargs)
        self.row = row
        self.fields["row_version"].initial = row.row_version


class ConfirmForm(DecisionForm):
    """Confirm."""

    comment = line_field(500, required=False, label=text_lazy("decide.comment"))


class RefuteForm(DecisionForm):
    """Refute, with a reason of the list."""

    reason = forms.ChoiceField(
        label=text_lazy("decide.reason"),
        choices=codes("refutation_reason", empty="decide.choose_reason"),
        widget=forms.Select(attrs={"data-key": "x"}),
    )
    comment = line_field(500, required=False, label=text_lazy("decide.comment"))


class AskForm(DecisionForm):
    """Ask a colleague."""

    comment = text_field(2, label=text_lazy("decide.question"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 Django's signature
        super().__init__(*args, **kwargs)
        self.fields["comment"].widget.attrs["data-key"] = "q"


class AnswerForm(DecisionForm):
    """Answer the question."""

    comment = text_field(2, label=text_lazy("decide.answer_text"))


class ReopenForm(DecisionForm):
    """Take a decision back."""

    comment = line_field(500, label=text_lazy("decide.reason"))


class SplitForm(DecisionForm):
    """Another organisation: a candidate, or number and name."""

    number = line_field(
        13,
        required=False,
        label=text_lazy("decide.split_number"),
        widget=forms.TextInput(attrs={"list": "candidates", "inputmode": "numeric", "autocomplete": "off"}),
    )
    name = line_field(
        200, required=False, label=text_lazy("decide.split_name"), help_text=text_lazy("decide.split_name_hint")
    )
    comment = line_field(500, required=False, label=text_lazy("decide.comment"))


class MergeForm(DecisionForm):
    """One device (another finding), or one organisation (the reference number of its case)."""

    into = forms.ChoiceField(required=False, label=text_lazy("decide.merge_device"))
    reference = line_field(20, required=False, label=text_lazy("decide.merge_case"))
    comment = line_field(500, label=text_lazy("decide.reason"))

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = [("", text("decide.nobody")), *choices]  # type: ignore[attr-defined]
