"""The forms of a campaign: opening it, and the terms of its sources."""

import hashlib
import re
from collections.abc import Collection, Iterable
from typing import Any, Final

from django import forms
from django.utils import timezone

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.ethics import EthicsItem, load_ethics
from noroshi.knowledge.places import bundled_places
from noroshi.knowledge.product_names import product_name, product_names
from noroshi.records.agency import Unit
from noroshi.records.services.audit import canonical
from noroshi.records.services.campaign_wishes import BASES, MOST_DAYS, URGENCIES, VERDICTS, Wishes
from noroshi.records.services.set_terms import FIELDS
from noroshi.web.forms.desk_form import DeskForm, codes, date_field, line_field, text_field
from noroshi.web.forms.option_lists import Radios, Ticks
from noroshi.web.words import language, text, text_lazy

GROUPS: Final = {
    "frame": ("unit", "survey", "code", "title_ja", "title_en"),
    "criteria": ("prefectures", "basis", "products", "verdicts", "least", "cves"),
    "limits": ("freshness_days", "research_days", "starts_on", "ends_on"),
    "basis_group": ("legal_basis", "handling_class"),
}
"""The fields as the page groups them; the ethics checklist is a group of its own."""
_TERM_WORDS: Final = {"may_hand_over": "hand_over", "may_print": "print", "may_publish": "publish"}
_PARTING: Final = re.compile(r"[\s,、]+")


def _words(key: str) -> Any:  # noqa: ANN401 a lazy text
    return text_lazy(f"campaign_open.{key}")


def _several(key: str, *, required: bool = False) -> forms.MultipleChoiceField:
    widget = Ticks
    return forms.MultipleChoiceField(label=_words(key), widget=widget, required=required)


def _statement(item: EthicsItem, tongue: str) -> str:
    hint = item.hint(tongue)
    return text("campaign_open.statement", statement=item.text(tongue), hint=hint) if hint else item.text(tongue)


class OpenForm(DeskForm):
    """What a campaign is about, with the ethics checklist."""

    unit = forms.ChoiceField(label=_words("unit"), help_text=_words("unit_hint"))
    survey = forms.ChoiceField(label=_words("survey"), help_text=_words("survey_hint"))
    code = line_field(20, label=_words("code"), help_text=_words("code_hint"))
    title_ja = line_field(200, label=_words("title_ja"))
    title_en = line_field(200, label=_words("title_en"), required=False)
    prefectures = _several("prefectures", required=True)
    basis = forms.ChoiceField(
        label=_words("basis"),
        help_text=_words("basis_hint"),
        choices=codes("prefecture_basis", only=BASES),
        widget=Radios,
        initial="site",
    )
    products = _several("products")
    verdicts = _several("verdicts", required=True)
    least = forms.ChoiceField(label=_words("least"), help_text=_words("least_hint"), initial="none")
    cves = text_field(2, label=_words("cves"), help_text=_words("cves_hint"), required=False)
    freshness_days = forms.IntegerField(
        label=_words("freshness_days"), help_text=_words("freshness_hint"), min_value=1, max_value=MOST_DAYS, initial=14
    )
    research_days = forms.IntegerField(label=_words("research_days"), min_value=1, max_value=MOST_DAYS, initial=10)
    starts_on = date_field(label=_words("starts_on"))
    ends_on = date_field(label=_words("ends_on"), required=False)
    legal_basis = text_field(3, label=_words("legal_basis"), help_text=_words("legal_basis_hint"))
    handling_class = forms.ChoiceField(
        label=_words("handling_class"), choices=codes("handling_class"), initial="unit_only"
    )
    ethics = _several("ethics")

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 Django's signature
        units: Iterable[Unit],
        surveys: Collection[str],
        **kwargs: Any,  # noqa: ANN401 Django's signature
    ) -> None:
        super().__init__(*args, **kwargs)
        tongue = language()
        self._choose("unit", [(str(unit.pk), str(unit) if tongue == "ja" else unit.name_en) for unit in units])
        self._choose("survey", [(name, name) for name in surveys])
        places = bundled_places().prefectures.values()
        self._choose("prefectures", [(each.name, each.name if tongue == "ja" else each.english) for each in places])
        self._choose("products", [(code, product_name(code, tongue)) for code in product_names()])
        labels = load_enumerations()
        self._choose("verdicts", [(code, labels.label("verdict_level", code, tongue)) for code in VERDICTS])
        urgencies = [(code, text(f"urgency.{code}")) for code in URGENCIES if code != "none"]
        self._choose("least", [("none", text("campaign_open.any_urgency")), *urgencies])
        self._choose("ethics", [(code, _statement(item, tongue)) for code, item in load_ethics().items()])
        self.fields["starts_on"].initial = timezone.localdate()
        self.fields["verdicts"].initial = list(VERDICTS[:2])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the heading of each group with its fields."""
        return [(text(f"campaign_open.{name}"), [self[field] for field in fields]) for name, fields in GROUPS.items()]

    def wishes(self) -> Wishes:
        """Return what the valid form asks for."""
        given = self.cleaned_data
        return Wishes(
            code=given["code"],
            title_ja=given["title_ja"],
            title_en=given["title_en"],
            prefectures=tuple(given["prefectures"]),
            basis=given["basis"],
            products=tuple(given["products"]),
            cves=tuple(sorted({cve.upper() for cve in _PARTING.split(given["cves"]) if cve})),
            verdicts=tuple(given["verdicts"]),
            least=given["least"],
            freshness_days=given["freshness_days"],
            research_days=given["research_days"],
            legal_basis=given["legal_basis"],
            handling_class=given["handling_class"],
            ethics=frozenset(given["ethics"]),
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
        )

    def digest(self) -> str:
        """Return the digest of the criteria: counts that were shown for others do not count as seen."""
        names = ("unit", "survey", *GROUPS["criteria"], "freshness_days", "research_days")
        return hashlib.sha256(canonical({name: self.cleaned_data[name] for name in names}).encode()).hexdigest()


class TermsForm(DeskForm):
    """The terms of each source of a survey, as a table of fields ``<source>-<term>``."""

    def __init__(self, *args: Any, sources: list[dict[str, str]], **kwargs: Any) -> None:  # noqa: ANN401 Django's
        self.sources: dict[str, dict[str, str]] = {}
        for each in sources:
            self.sources.setdefault(each["source"], each)
        super().__init__(*args, **kwargs)
        choices = [(entry.code, entry.text(language())) for entry in load_enumerations().entries("permission")]
        for number, source in enumerate(self.sources.values()):
            self.fields[f"licence-{number}"] = line_field(
                200, label=text("campaign_page.licence"), required=False, initial=source["licence"]
            )
            for term in FIELDS[1:]:
                self.fields[f"{term}-{number}"] = forms.ChoiceField(
                    choices=choices, label=text(f"campaign_page.{_TERM_WORDS[term]}"), initial=source[term]
                )

    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return each source with its fields."""
        return [(source, [self[f"{term}-{number}"] for term in FIELDS]) for number, source in enumerate(self.sources)]

    def terms(self) -> dict[str, dict[str, str]]:
        """Return the terms by source, as ``set_terms`` takes them."""
        return {
            source: {term: self.cleaned_data[f"{term}-{number}"] or "unknown" for term in FIELDS}
            for number, source in enumerate(self.sources)
        }
