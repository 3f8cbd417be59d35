"""Claim and Evidence: what a device's traces say about its user, its site and its address holder, with weights."""

from enum import StrEnum
from typing import Final

import msgspec

from noroshi.model.attribution import Place, Reason


class Group(StrEnum):
    """Independent sources of evidence: within one only the strongest counts, across them weights add up."""

    CERTIFICATE = "certificate"
    DOMAIN = "domain"
    REGISTRY = "registry"
    PAGE = "page"


class Means(StrEnum):
    """What a claim's text is: a name, a host name, or a corporate number found by rule."""

    NAME = "name"
    DOMAIN = "domain"
    NUMBER = "number"


class Telling(StrEnum):
    """What a name in Latin letters consists of; a word tells where it is not short, not common and no place."""

    COMMON_WORD = "common_word"
    WORD = "word"
    COMMON_WORDS = "common_words"
    ONE_OF_WORDS = "one_of_words"
    WORDS = "words"


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """One trace that speaks for a user organisation.

    ``weight``: log10 of the likelihood ratio that the trace gives to the organisation it names. The starting weights
    are guesses to be fitted on confirmed cases, not measurements; they stand in ``Weights``. ``doubt``: why the trace
    alone names no user, whatever it finds; a code of ``reasons.CODES``, else ''.
    """

    id: str
    group: Group
    means: Means
    text: str
    weight: float
    doubt: str = ""


class SiteClaim(msgspec.Struct, frozen=True, kw_only=True):
    """One trace that speaks for where the device stands; ``strength`` scales its effect, 1 for a certificate."""

    id: str
    place: Place
    strength: float


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """All claims of one device, what was blocked and why, and what limits the result.

    ``shared``: the certificate covers several unrelated domains. ``line``: the address is an access line or belongs
    to a provider and the device itself shows nothing. ``foreign``: code of another country, '' where none is seen.
    """

    claims: tuple[Claim, ...] = ()
    sites: tuple[SiteClaim, ...] = ()
    notes: tuple[Reason, ...] = ()
    holder: str = ""
    holder_is_provider: bool = False
    shared: bool = False
    line: bool = False
    foreign: str = ""


STRONG: Final = 0.8
"""A source whose hit weighs this much is heard when it names somebody else."""


class Weights:
    """Starting weights (log10 likelihood ratios) of the evidence model; guesses where no measurement exists."""

    CERT_PUBLIC: Final = 2.0
    CERT_SELF_SIGNED: Final = 1.2
    ATTRIBUTE_DOMAIN: Final = 2.0
    GENERAL_DOMAIN: Final = 1.5
    GOVERNMENT_DOMAIN: Final = 3.0
    USER_ASSIGNMENT: Final = 1.8
    OWN_NETWORK: Final = 0.8
    PAGE: Final = 1.3
    BODY: Final = 1.0
    PROVIDER: Final = 0.2
    SHARED_DOMAIN: Final = 1.0
    READING: Final = 0.6
    """Cap for a name in Latin letters that is only found through its reading (16 % unique hits on real pairs)."""
    SHORT_READING: Final = 0.3
    OTHER_READING: Final = 0.1
    """Taken from a reading that is not the name as it is written."""
    LATIN_NAME: Final = -0.4
    """A name in Latin letters that is spelled like a corporation's, which need not be its English name."""
    SMALL_FORM: Final = -0.3
    FORM_UNKNOWN: Final = -0.4
    POSITION_DIFFERS: Final = -0.5
    FORM_CONTRADICTS: Final = -1.5
    FOLDED: Final = -0.3
    FORMER_NAME: Final = -0.3
    CLOSED: Final = -1.5
    SAME_CITY: Final = 2.0
    SAME_DESIGNATED_CITY: Final = 1.7
    SAME_PREFECTURE: Final = 0.9
    SAME_PREFECTURE_OTHER_CITY: Final = 0.3
    OTHER_PREFECTURE: Final = -1.3
    OTHER_PREFECTURE_UNIQUE: Final = -0.8
    NOT_IN_PARTIAL_REGISTER: Final = 0.1
    NOT_IN_FULL_REGISTER: Final = 0.0
    UNIQUE_BUT_HOMONYM_MISSING: Final = -1.15
    """Share of a missing firm's name among unique hits of a register that holds half of all (6.8 % measured); for an
    average core, whose unique share is 60 %. ``UNIQUE_BY_LENGTH`` carries it to other lengths."""
    MISSING_PER_KNOWN: Final = 1.41
    """Corporations missing per one held, in the register that the share was measured with: (1-c)/c at 2.24 million."""
    MISSING_AT_MOST: Final = 4.2
    """A small regional register is not held to cover the whole country: the ratio grows no further than this."""
    UNIQUE_BY_LENGTH: Final = ((2, 0.26), (4, 0.49), (9, 0.82), (13, 0.95))
    """Length of the core and share of names that are unique (measured on 1.8 million active corporations)."""
    UNIQUE_AVERAGE: Final = 0.60
    LATIN_ANOTHER_MEANT: Final = {
        Telling.COMMON_WORD: 0.0,
        Telling.COMMON_WORDS: -0.7,
        Telling.WORD: -0.75,
        Telling.ONE_OF_WORDS: -1.4,
        Telling.WORDS: -2.0,
    }
    """Odds that the only hit on a name in Latin letters is another's: measured on 7,256 English and 2,900 Latin names
    of a register that holds 41 % of all, each asked for with and without its corporation in it."""
    FORM_UNKNOWN_AND_ANOTHER_MEANT: Final = -0.5
    """A Japanese name without legal form may be a trade name, or that of a business that is no corporation."""
    SEVERAL_AND_HOMONYM_MISSING: Final = -0.5
    HOMONYM_MISSING_FROM_FULL: Final = -2.5
    NOT_IN_REGISTER_DIRECT: Final = -0.1
    CUSTOMER_UNKNOWN: Final = -0.5
