"""Product and its parts: the recognition and version rules of one product file, as frozen values."""

from typing import Literal, TypeAlias

import msgspec

Tier: TypeAlias = Literal["strong", "medium", "weak", "reject"]
Within: TypeAlias = Literal["markup", "reference"]
RuleKind: TypeAlias = Literal["exact", "table", "build_time", "range", "train", "format"]
Texts: TypeAlias = dict[str, str]


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What signals, version rules, traps and decoy signs share: one field, one matcher, one condition.

    Exactly one of ``equals``, ``contains``, ``prefix``, ``regex``, ``any_of`` is given. ``when`` names the values that
    other fields of the same view must have (the path, mostly); a trailing ``*`` stands for any rest. ``within``: the
    part of a page in which the match must stand (``identify.page_parts``), anywhere where it is None.
    """

    id: str
    field: str
    equals: str | None = None
    contains: str | None = None
    prefix: str | None = None
    regex: str | None = None
    any_of: tuple[str, ...] = ()
    ignore_case: bool = False
    within: Within | None = None
    when: dict[str, tuple[str, ...]] = {}
    source: str | tuple[str, ...] = ()
    line: int = 0

    def source_ids(self) -> tuple[str, ...]:
        """Return the ids of the sources that state this rule."""
        return (self.source,) if isinstance(self.source, str) else self.source


class Signal(Part, frozen=True, kw_only=True):
    """Something that speaks for (or, tier ``reject``, against) the product."""

    tier: Tier
    set: Texts = {}
    lookup: Texts = {}
    says: Texts = {}


class Window(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Releases of ``table`` between ``days[0]`` and ``days[1]`` days after a build are its candidates."""

    table: str
    days: tuple[int, int]


class VersionRule(Part, frozen=True, kw_only=True):
    """How a trace becomes version evidence.

    ``decode`` maps a name to (decoder, group). ``tolerance_seconds`` and ``trace_kinds`` say which rows of the build
    table count as the same build.
    """

    kind: RuleKind
    needs: tuple[str, ...] = ()
    decode: dict[str, tuple[str, str]] = {}
    require: tuple[str, ...] = ()
    table: str | None = None
    trace_kinds: tuple[str, ...] = ()
    tolerance_seconds: int = 0
    window: Window | None = None
    value: str | None = None
    range: str | None = None
    caveats: tuple[str, ...] = ()
    says: Texts = {}


class Trap(Part, frozen=True, kw_only=True):
    """A value that looks like a version of the product and is none; counted and shown, never used."""

    reason: Texts


class DecoySign(Part, frozen=True, kw_only=True):
    """A value that a real device does not show; adds ``weight`` (1 to 100) to the decoy score."""

    weight: int
    reason: Texts


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where facts were read, when, and under which licence."""

    id: str
    title: str
    ref: str = ""
    read: str = ""
    licence: str = ""
    line: int = 0


class ExampleOrigin(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where an example comes from. ``real``: an observation that we did not write."""

    real: bool
    source: str = ""
    where: str = ""


class Example(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An observation in the keys of ``noroshi identify`` and the dotted output keys that it must give."""

    origin: ExampleOrigin = msgspec.field(name="from")
    observation: dict[str, str | int | bool | list[str | int]]
    expect: dict[str, str | int | bool | list[str | int] | None]
    line: int = 0


class Aliases(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Other names of vendor and product that ``judge`` accepts."""

    vendor: tuple[str, ...] = ()
    product: tuple[str, ...] = ()


class Product(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One product file."""

    schema: str
    id: str = msgspec.field(name="product")
    vendor: str
    name: Texts
    aliases: Aliases = Aliases()
    category: tuple[str, ...] = ()
    cpe: str | tuple[str, ...] = ""
    scheme: str = ""
    trace_outlook: str | Texts = ""
    roles: dict[str, tuple[str, ...]] = {}
    signals: tuple[Signal, ...] = ()
    tables: dict[str, Texts] = {}
    version: tuple[VersionRule, ...] = ()
    not_version: tuple[Trap, ...] = ()
    decoy_signs: tuple[DecoySign, ...] = ()
    sources: tuple[Source, ...] = ()
    examples: tuple[Example, ...] = ()
    counterexamples: tuple[Example, ...] = ()
    file: str = ""

    def parts(self) -> tuple[Part, ...]:
        """Return every rule that looks at a field, in the order of the file."""
        return (*self.signals, *self.version, *self.not_version, *self.decoy_signs)

    def has_public_trace(self) -> bool:
        """Whether anything public is known that recognises the product."""
        return bool(self.signals)
