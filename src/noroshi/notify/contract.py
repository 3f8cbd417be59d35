"""The contract finder: what the owner ticked in the maintenance contract, and a ready question to the vendor.

It reads no contract: what is not ticked either way is to be asked, and that is the default.
"""

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.words import Language, load_words

Coverage = Literal["included", "not_included", "ask"]
_UPDATE: Final = "firmware_update"
_LIMITS: Final = ("vulnerability_response", "hours", "sites")


class ContractLine(msgspec.Struct, frozen=True):
    """One item of the contract and what its wording says of it."""

    item: str
    answer: Coverage

    def text(self, language: Language) -> str:
        """Return item and answer in words."""
        lists = load_enumerations()
        item, answer = (
            lists.label("contract_item", self.item, language),
            lists.label("contract_answer", self.answer, language),
        )
        return f"{item}:{answer}" if language == "ja" else f"{item}: {answer}"


class ContractFinding(msgspec.Struct, frozen=True, kw_only=True):
    """All items in their order, and whether upgrades are covered by the wording."""

    lines: tuple[ContractLine, ...]
    update: Coverage

    def summary(self, language: Language) -> str:
        """Return what follows for upgrades, always with whom to ask next."""
        return load_words().text(f"contract.update_{self.update}", language)

    def note(self, language: Language) -> str:
        """Return the sentence that says that this is no reading of the contract."""
        return load_words().text("contract.note", language)

    def question(self, language: Language) -> str:
        """Return the text that the owner can send to the vendor; it asks what the wording leaves open.

        Where everything is ticked it still asks for the version and the date.
        """
        words = load_words()
        asked = [line.item for line in self.lines if line.answer == "ask"]
        parts = [words.text("contract.heading", language)]
        if asked:
            parts.append(words.text("contract.intro", language))
        parts += [f"{number}. {words.text(f'contract.ask_{item}', language)}" for number, item in enumerate(asked, 1)]
        return "\n".join([*parts, words.text("contract.closing", language)])


def find_coverage(ticks: Mapping[str, str]) -> ContractFinding:
    """Return what the ticked items say. ``ticks``: item → ``included``, ``not_included``, or ``ask`` or '' for neither.

    Upgrades are covered only where firmware updates are ticked as included and nothing ticked limits them; a contract
    for maintenance alone never counts as covering upgrades. Raises ValueError for an unknown item or answer.
    """
    lists = load_enumerations()
    for item, answer in ticks.items():
        if not lists.has("contract_item", item):
            raise ValueError(f"no item of a contract is called {item!r}")
        if answer and not lists.has("contract_answer", answer):
            raise ValueError(f"{item}: {answer!r} is no answer; use included, not_included or ask")
    lines = tuple(ContractLine(item, _coverage(ticks.get(item, ""))) for item in lists.codes("contract_item"))
    return ContractFinding(lines=lines, update=_update({line.item: line.answer for line in lines}))


def _coverage(answer: str) -> Coverage:
    if answer == "included":
        return "included"
    return "not_included" if answer == "not_included" else "ask"


def _update(answers: Mapping[str, Coverage]) -> Coverage:
    if answers[_UPDATE] != "included":
        return answers[_UPDATE]
    return "ask" if any(answers[item] == "not_included" for item in _LIMITS) else "included"
