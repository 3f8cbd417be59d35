"""The shape of JSON text told from its beginning: which keys stand where, and whose format that is."""

import re
from collections.abc import Callable
from typing import Final

import msgspec

MAX_DEPTH: Final = 6
MAX_PATHS: Final = 20_000
_PIECE: Final = re.compile(r'"(?:[^"\\]|\\.)*+"?|[{}\[\]]', re.DOTALL)
_AFTER_KEY: Final = re.compile(r"\s{0,64}:")
_DOT: Final = "|"
_WRAPPER: Final = re.compile(r"^(?:\[\]\.?|(?:result|host|host_v1|resource|hits|matches)(?:\[\])?\.)+")


class Shape(msgspec.Struct, frozen=True):
    """What the keys say: the format's name, its source, and why it is not supported ('' where it is)."""

    format: str
    source: str
    detail: str = ""


def key_paths(text: str) -> set[str]:
    """Return the paths of object keys as ``services[].port``, to a depth of six; ``text`` may be cut off anywhere.

    A dot inside a key is written as ``|``.
    """
    paths: set[str] = set()
    stack: list[str] = []
    key = ""
    for found in _PIECE.finditer(text):
        piece = found.group()
        if piece in "{[":
            deeper = _below(stack, key) + ("[]" if piece == "[" else "") if len(stack) <= MAX_DEPTH else ""
            stack.append(deeper)
            key = ""
        elif piece in "}]":
            if stack:
                stack.pop()
            key = ""
            if not stack:
                break
        elif stack and _AFTER_KEY.match(text, found.end()):
            key = piece.strip('"').replace(".", _DOT)
            if len(stack) <= MAX_DEPTH and len(paths) < MAX_PATHS:
                paths.add(_below(stack, key))
    return paths


def _below(stack: list[str], key: str) -> str:
    prefix = stack[-1] if stack else ""
    if not key:
        return prefix
    return f"{prefix}.{key}" if prefix else key


def shape_of(paths: set[str]) -> Shape | None:
    """Return the shape, or None where the keys belong to no known format."""
    bare = {_WRAPPER.sub("", path) for path in paths}
    for test, shape in _SHAPES:
        if test(bare):
            return shape
    return None


def _shodan_host(keys: set[str]) -> bool:
    return "ip_str" in keys and bool(keys & {"data[].port", "data[]._shodan", "data[].transport", "data[].ip_str"})


def _shodan_banner(keys: set[str]) -> bool:
    named = bool(keys & {"ip_str", "ip", "ipv6"}) and "port" in keys
    marks = keys & {"_shodan", "transport", "hash", "isp", "hostnames", "data", "domains", "opts", "location"}
    return "_shodan.module" in keys or (named and "event_type" not in keys and len(marks) >= 2)  # noqa: PLR2004


def _censys_platform(keys: set[str]) -> bool:
    marks = {"services[].endpoints", "services[].protocol", "services[].scan_time", "services[].cert", "service_count"}
    return "ip" in keys and bool(keys & marks)


def _censys_v2(keys: set[str]) -> bool:
    marks = {"services[].service_name", "services[].extended_service_name", "services[].transport_protocol"}
    return "ip" in keys and bool(keys & (marks | {"services[].observed_at", "services"}))


def _flattened(keys: set[str]) -> bool:
    return any(re.match(r"(?:as|location|issuer|subject|fingerprint|\d{1,5})\|\w", key) for key in keys)


def _censys_v1(keys: set[str]) -> bool:
    return bool(keys & {"protocols", "ports", "tags"}) and any(re.fullmatch(r"\d{1,5}", key) for key in keys)


def _has(*wanted: str) -> Callable[[set[str]], bool]:
    return lambda keys: all(key in keys for key in wanted)


_SHAPES: Final[tuple[tuple[Callable[[set[str]], bool], Shape], ...]] = (
    (_has("event_type", "event_source"), Shape("leakix", "leakix", "LeakIX event: recognised, not supported")),
    (_has("query", "events"), Shape("binaryedge", "binaryedge", "BinaryEdge answer: recognised, not supported")),
    (_has("query", "results"), Shape("binaryedge", "binaryedge", "BinaryEdge answer: recognised, not supported")),
    (
        _has("origin", "target", "result"),
        Shape("binaryedge", "binaryedge", "BinaryEdge event: recognised, not supported"),
    ),
    (_has("$defs"), Shape("json_schema", "", "a JSON schema, not data")),
    (_has("$schema"), Shape("json_schema", "", "a JSON schema, not data")),
    (_has("parsed", "ct"), Shape("censys_certificate", "censys", "a Censys certificate, not a host: not supported")),
    (_shodan_host, Shape("shodan_host", "shodan")),
    (
        _flattened,
        Shape("flattened", "", "JSON flattened by another tool: the structure is lost, give the original export"),
    ),
    (_censys_v1, Shape("censys_v1", "censys", "Censys v1 host (ports as keys): recognised, not supported")),
    (_shodan_banner, Shape("shodan_lines", "shodan")),
    (_censys_platform, Shape("censys_platform", "censys")),
    (_censys_v2, Shape("censys_v2", "censys")),
)
