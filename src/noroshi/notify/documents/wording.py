"""The version of the wording that documents are written from: a digest of every text that can stand in one."""

import hashlib
from functools import cache
from typing import Final

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.sentences import load_sentences
from noroshi.knowledge.words import LANGUAGES, load_words

SENTENCES: Final = ("letter_", "annex_", "owner_", "vendor_", "return_", "daily_", "receipt_", "correction_", "call_")
WORDS: Final = ("document_", "question.", "you.", "contract.", "call_block.")
LISTS: Final = (
    "ownership", "awareness", "response", "manager", "contract_covers_update", "delay_reason", "other_devices",
)  # fmt: skip


@cache
def wording_version() -> str:
    """Return the SHA-256 over all texts of documents in both languages, in 64 hexadecimal digits."""
    lists = load_enumerations()
    lines = [
        f"{each.id}\0{each.ja}\0{each.en}" for each in load_sentences().by_id.values() if each.id.startswith(SENTENCES)
    ]
    for key, entry in load_words().entries.items():
        if key.startswith(WORDS):
            lines.append("\0".join((key, *(entry[language] for language in LANGUAGES))))
    lines += [
        "\0".join((name, code, *(lists.label(name, code, language) for language in LANGUAGES)))
        for name in LISTS
        for code in lists.codes(name)
    ]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
