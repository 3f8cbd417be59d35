"""The flat keys of ``noroshi identify``: one JSON line in, one JSON line out, in order."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from noroshi.identify.fuse import fuse
from noroshi.identify.groups import join_keys
from noroshi.identify.identifier import Identifier
from noroshi.model.fields import FieldValue, is_field, is_many
from noroshi.model.identification import Because, Decoy, Device, Identification
from noroshi.model.observation import Observation, Origin
from noroshi.model.version import VersionEvidence, VersionSet
from noroshi.observe.addresses import read_address

MAX_LINE: Final = 16 << 20
_MAX_EPOCH: Final = 4_102_444_800
_STDIN: Final = "-"
_NO_VERSION: Final = VersionSet()
_NO_DECOY: Final = Decoy()
_MAX_PORT: Final = 65_535


def from_flat(obj: Mapping[str, Any], line: int = 1, digest: str = "") -> Observation:
    """Turn flat keys into an Observation; unknown keys are ignored, a value of the wrong kind is a ValueError.

    ``ip`` is taken in the spelling of ``observe.addresses``; a text that is no address stays as it is.
    """
    fields: dict[str, FieldValue] = {}
    for key, value in obj.items():
        name = key.lower()
        if value is None or not is_field(name):
            continue
        values = _texts(key, value)
        if values:
            fields[name] = values if is_many(name) or len(values) > 1 else values[0]
    return Observation(
        origin=Origin(_STDIN, line, 1, "flat", "", digest),
        ip=_address(obj),
        port=_port(obj.get("port")),
        observed_at=_time(obj.get("observed_at")),
        fields=fields,
    )


def to_flat(result: Identification | Device | None) -> dict[str, Any]:
    """Return the documented output keys. Of an identification with several products, the best one."""
    if isinstance(result, Device):
        return _device_to_flat(result)
    if result is None:
        return _flat(None)
    if not result.claims:
        return _flat(None, decoy=result.decoy, conflicts=result.conflicts)
    best = result.claims[0].product
    return _device_to_flat(next(device for device in fuse([result]) if device.product == best))


def identify_lines(lines: Iterable[bytes], identifier: Identifier, fuse: bool = False) -> Iterator[bytes]:  # noqa: FBT001, FBT002 - mirrors the option --fuse
    """Yield one JSON line (without line end) per input line, in order; a line that cannot be read gives an error.

    With ``fuse`` the lines that share a ``device`` or an ``ip`` get the result fused over all of them, so all lines
    are held in memory.
    """
    read = (_read(line, number, identifier) for number, line in enumerate(lines, 1))
    if fuse:
        yield from _fused(list(read))
        return
    for item in read:
        yield _encode({"error": item.error} if item.error else to_flat(item.result))


class _Line(msgspec.Struct, frozen=True):
    error: str = ""
    keys: tuple[str, ...] = ()
    result: Identification | None = None


def _read(line: bytes, number: int, identifier: Identifier) -> _Line:
    if len(line) > MAX_LINE:
        return _Line(error=f"the line is longer than {MAX_LINE} bytes")
    try:
        obj = msgspec.json.decode(line)
        if not isinstance(obj, dict):
            raise ValueError("the line is no JSON object")  # noqa: TRY004, TRY301 - one kind of error for a line
        observation = from_flat(obj, number, hashlib.sha256(line.rstrip(b"\r\n")).hexdigest())
        device = _text(obj, "device")
    except (ValueError, RecursionError) as error:
        return _Line(error=str(error))
    keys = [f"device {device}"] if device else []
    if observation.ip:
        keys.append(f"ip {observation.ip}")
    result = identifier.identify(observation)
    return _Line(keys=tuple(keys), result=msgspec.structs.replace(result, device=device) if result else None)


def _fused(items: list[_Line]) -> Iterator[bytes]:
    numbers = join_keys(item.keys for item in items)
    members: dict[int, list[Identification]] = {}
    for number, item in zip(numbers, items, strict=True):
        if item.result is not None:
            members.setdefault(number, []).append(item.result)
    devices = {number: _ranked(found) for number, found in members.items()}
    for number, item in zip(numbers, items, strict=True):
        if item.error:
            yield _encode({"error": item.error})
            continue
        own = {claim.product for claim in item.result.claims} if item.result else set()
        ranked = devices.get(number, [])
        chosen = next((device for device in ranked if device.product in own), ranked[0] if ranked else None)
        yield _encode(to_flat(chosen or item.result))


def _ranked(found: list[Identification]) -> list[Device]:
    """Return the group's devices, the one that most speaks for first."""
    scores: dict[str, int] = {}
    for item in found:
        for claim in item.claims:
            scores[claim.product] = max(scores.get(claim.product, 0), claim.score)
    return sorted(fuse(found), key=lambda device: (-scores[device.product], device.id))


def _device_to_flat(device: Device) -> dict[str, Any]:
    because = (*device.because, *(Because(item.rule, item.field, _say(item)) for item in device.evidence))
    return _flat(device, versions=device.versions, decoy=device.decoy, because=because, conflicts=device.conflicts)


def _flat(
    device: Device | None,
    versions: VersionSet = _NO_VERSION,
    decoy: Decoy = _NO_DECOY,
    because: tuple[Because, ...] = (),
    conflicts: tuple[str, ...] = (),
) -> dict[str, Any]:
    built = versions.build_time
    return {
        "product": device.product if device else None,
        "vendor": device.vendor if device else None,
        "model": device.model if device else None,
        "roles": list(device.roles) if device else [],
        "version": {
            "kind": versions.kind.value,
            "exact": versions.exact,
            "candidates": list(versions.candidates),
            "range": versions.range,
            "build_time": built.strftime("%Y-%m-%dT%H:%M:%SZ") if built else None,
            "train": versions.train,
        },
        "decoy": {"score": decoy.score, "reasons": list(decoy.reasons)},
        "because": [{"rule": item.rule, "field": item.field, "text": item.text} for item in because],
        "conflicts": list(conflicts),
    }


def _say(evidence: VersionEvidence) -> str:
    return f"{evidence.text} [{', '.join(evidence.caveats)}]" if evidence.caveats else evidence.text


def _encode(value: dict[str, Any]) -> bytes:
    return msgspec.json.encode(value)


def _texts(key: str, value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(text for item in value if item is not None for text in (_scalar(key, item),) if text)
    text = _scalar(key, value)
    return (text,) if text else ()


def _scalar(key: str, value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    raise ValueError(f"{key}: a text or a list of texts is expected")


def _text(obj: Mapping[str, Any], key: str) -> str:
    value = obj.get(key)
    return "" if value is None else _scalar(key, value).strip()


def _address(obj: Mapping[str, Any]) -> str:
    return read_address(obj.get("ip")) or _text(obj, "ip")


def _port(value: object) -> int | None:
    if value is None or value == "":
        return None
    text = _scalar("port", value).strip()
    if not text.isascii() or not text.isdecimal() or int(text) > _MAX_PORT:
        raise ValueError(f"port: {text[:40]!r} is no port number")
    return int(text)


def _time(value: object) -> datetime | None:
    """Read ISO 8601 (UTC where no offset is given) or epoch seconds."""
    if value is None or value == "":
        return None
    text = _scalar("observed_at", value).strip()
    try:
        if text.isascii() and text.isdecimal() and int(text) < _MAX_EPOCH:
            return datetime.fromtimestamp(int(text), UTC)
        time = datetime.fromisoformat(text)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"observed_at: {text[:40]!r} is no time") from error
