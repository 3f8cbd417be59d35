"""Which records are worth reading in full: those whose glance may hold enough signals of some product."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from noroshi.identify.matching import pattern_of
from noroshi.identify.prefilter import ENGINE, Pattern, Prefilter, build
from noroshi.identify.product import LEAD, WEIGHTS
from noroshi.identify.relax import Edges
from noroshi.identify.stored import StoredDatabase, read_stored, restore, store
from noroshi.knowledge.products import Product, Signal
from noroshi.model.fields import HEADER_PREFIX
from noroshi.observe.glance import BODY_FIELD, Glance, may_be_joined, stands_inside

_BODIES: Final = "bodies"


class SignalInterest:
    """Says of a glance whether some product may score enough to be recognised or to be a lead.

    Every signal is searched with its anchors loosened in the text where its field stands, so that the score found is
    never below the true one. A record below a lead's score gives no identification (``Identifier.identify``).
    """

    def __init__(
        self, products: Iterable[Product], digest: str = "", compiled: bytes | None = None, engine: str = ENGINE
    ) -> None:
        signals = [(product.id, signal) for product in products for signal in product.signals if signal.tier in WEIGHTS]
        self.fields = frozenset(signal.field for _, signal in signals)
        self._digest = digest
        stored = read_stored(compiled, digest, engine)
        try:
            self._texts = [_Text(place, signals, stored.get(place), engine) for place in Glance._fields]
        except ValueError:
            self._texts = [_Text(place, signals, None, engine) for place in Glance._fields]

    def may_match(self, glance: Glance) -> bool:
        """Say whether some product may reach the score of a lead."""
        found: list[tuple[str, str, int]] = []
        rest, bodies = self._texts
        if (glance.rest and not rest.find(glance.rest, found)) or (
            glance.bodies and not bodies.find(glance.bodies, found)
        ):
            return True
        return bool(found) and _best_score(found) >= LEAD

    def dump(self) -> bytes:
        """Return the compiled databases, to be given back as ``compiled``."""
        return store(
            {place: text.prefilter for place, text in zip(Glance._fields, self._texts, strict=True) if text.prefilter},
            self._digest,
        )


class _Text:
    """The signals that are searched in one of the texts of a glance."""

    def __init__(
        self, place: str, signals: Iterable[tuple[str, Signal]], stored: StoredDatabase | None, engine: str
    ) -> None:
        here = [(product, signal) for product, signal in signals if (signal.field == BODY_FIELD) == (place == _BODIES)]
        self._meanings = [(product, signal.field, WEIGHTS[signal.tier]) for product, signal in here]
        repeated = sorted({signal.field for _, signal in here if may_be_joined(signal.field)})
        patterns = [*(_loosened(signal) for _, signal in here), *_repeated_headers(repeated)]
        self.prefilter: Prefilter | None = None
        if patterns:
            self.prefilter = restore(stored) or build(patterns, engine)

    def find(self, text: str, found: list[tuple[str, str, int]]) -> bool:
        """Add (product, field, weight) of every signal that may match; False where this cannot be told."""
        if self.prefilter is None:
            return True
        if self.prefilter.unsupported:
            return False
        try:
            numbers = self.prefilter.candidates(text)
        except UnicodeEncodeError:
            return False
        if numbers:
            if max(numbers) >= len(self._meanings):
                return False
            found.extend(self._meanings[number] for number in numbers)
        return True


def _loosened(signal: Signal) -> Pattern:
    exact = pattern_of(signal)
    return Pattern(exact.regex, exact.ignore_case, Edges.WORD if stands_inside(signal.field) else Edges.LINE)


def _repeated_headers(fields: Sequence[str]) -> Iterator[Pattern]:
    """Find heads in which one of the headers stands twice: its value is then the lines' values joined.

    A head ends with its first empty line. A name may have blanks around it: with blanks before it, it is taken for a
    repeated one, which keeps the other patterns fast.
    """
    names = [_header_name(field) for field in fields]
    for name in names:
        yield _lines_pattern(rf"^{name}\W*:[^\n]*\n(?:\r*[^\r\n][^\n]*\n)*{name}\W*:")
    if names:
        yield _lines_pattern(rf"^[^\w\n]+(?:{'|'.join(names)})\W*:")


def _lines_pattern(regex: str) -> Pattern:
    return Pattern(regex, ignore_case=True, edges=Edges.LINE)


def _header_name(field: str) -> str:
    """Return a regex of the header's name; the Kelvin sign is the one other letter that is ASCII in lower case."""
    name = field.removeprefix(HEADER_PREFIX)
    return "".join("[k\u212a]" if letter == "k" else letter if letter.isalnum() else f"\\{letter}" for letter in name)


def _best_score(found: Iterable[tuple[str, str, int]]) -> int:
    """Return the highest score of a product: per field the best weight counts once."""
    best: dict[str, dict[str, int]] = {}
    for product, field, weight in found:
        fields = best.setdefault(product, {})
        fields[field] = max(fields.get(field, 0), weight)
    return max((sum(fields.values()) for fields in best.values()), default=0)
