"""The kinds of documents: who may read each, when it may be produced, and how many pages it fills at most."""

from typing import Final, Literal

import msgspec

from noroshi.knowledge.words import Language, load_words
from noroshi.model.campaign_evidence import Stage
from noroshi.notify.documents.facts import Handling

Kind = Literal[
    "first_letter", "device_annex", "owner_page", "owner_page_easy", "vendor_sheet", "return_sheet", "call_script",
    "daily_report", "handover_receipt", "correction", "address_sheet",
]  # fmt: skip
Condition = Literal["released", "identity", "ownership", "ownership_or_consent", "office", "dispatched"]
Asserts = Literal["nothing", "device"]


class KindRule(msgspec.Struct, frozen=True, kw_only=True):
    """What holds of a kind.

    ``condition``: what has to be recorded first; ``asserts``: whether it says anything of a device, and so needs
    evidence; ``pages``: most pages, and ``a_device`` more for each device after the first; ``leaves``: goes to somebody
    outside the office; ``handling``: 取扱区分 where the frame sets none.
    """

    kind: Kind
    stage: Stage
    condition: Condition
    asserts: Asserts
    pages: int
    a_device: int = 0
    leaves: bool = True
    handling: Handling = "restricted"

    def title(self, language: Language) -> str:
        """Return the title of the document."""
        return load_words().text(f"document_title.{self.kind}", language)

    def most_pages(self, devices: int = 1) -> int:
        """Return how many pages it fills at most for so many devices."""
        return self.pages + self.a_device * max(0, devices - 1)


_FIRST, _SECOND = Stage.FIRST, Stage.SECOND
_RULES: Final = (
    KindRule(kind="first_letter", stage=_FIRST, condition="released", asserts="nothing", pages=1, handling="none"),
    KindRule(
        kind="device_annex",
        stage=_SECOND,
        condition="ownership",
        asserts="device",
        pages=3,
        a_device=1,
        handling="personal",
    ),
    KindRule(kind="owner_page", stage=_SECOND, condition="identity", asserts="nothing", pages=1),
    KindRule(kind="owner_page_easy", stage=_SECOND, condition="identity", asserts="nothing", pages=1),
    KindRule(
        kind="vendor_sheet", stage=_SECOND, condition="ownership_or_consent", asserts="device", pages=2, a_device=1
    ),
    KindRule(kind="return_sheet", stage=_SECOND, condition="identity", asserts="nothing", pages=2),
    KindRule(
        kind="call_script",
        stage=_SECOND,
        condition="released",
        asserts="device",
        pages=3,
        a_device=1,
        leaves=False,
        handling="office",
    ),
    KindRule(
        kind="daily_report",
        stage=_SECOND,
        condition="office",
        asserts="nothing",
        pages=1,
        leaves=False,
        handling="office",
    ),
    KindRule(kind="handover_receipt", stage=_SECOND, condition="office", asserts="nothing", pages=1),
    KindRule(kind="correction", stage=_FIRST, condition="dispatched", asserts="nothing", pages=1, handling="personal"),
    KindRule(kind="address_sheet", stage=_FIRST, condition="released", asserts="nothing", pages=1, handling="none"),
)
KINDS: Final = {rule.kind: rule for rule in _RULES}
"""Every kind with its rule, in the order of the reference."""
