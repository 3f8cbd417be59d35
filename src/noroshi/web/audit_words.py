"""What an entry of the audit chain is about, in the page's language."""

from typing import Final

from noroshi.knowledge.case_states import load_case_states
from noroshi.knowledge.words import load_words
from noroshi.web.words import language

_SEPARATOR: Final = {"ja": ":", "en": ": "}


def action_text(action: str) -> str:
    """Return an action such as ``case.read`` in words; parts that no words know stay as they are."""
    noun, _, verb = action.partition(".")
    shown = language()
    words = load_words()
    transition = next((each for each in load_case_states().transitions if noun == "case" and each.id == verb), None)
    if transition is not None:
        done = transition.ja if shown == "ja" else transition.en
    else:
        done = words.find(f"audit_verb.{verb}", shown) or verb
    return f"{words.find(f'audit_noun.{noun}', shown) or noun}{_SEPARATOR[shown]}{done}"
