"""One choice for each item of a maintenance contract; what is not clear is to be asked."""

from typing import Any

from django import forms

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.web.forms.desk_form import DeskForm, codes, word_messages
from noroshi.web.forms.option_lists import Radios
from noroshi.web.words import language


class ContractForm(DeskForm):
    """The items of ``contract_item`` as fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 Django's signature
        super().__init__(*args, **kwargs)
        lists = load_enumerations()
        for item in lists.codes("contract_item"):
            self.fields[item] = forms.ChoiceField(
                choices=codes("contract_answer"),
                widget=Radios,
                required=False,
                initial="ask",
                label=lists.label("contract_item", item, language()),
            )
            word_messages(self.fields[item])

    def ticks(self) -> dict[str, str]:
        """Return the answer to each item; what was left out is to be asked."""
        return {item: self.cleaned_data[item] or "ask" for item in self.fields}
