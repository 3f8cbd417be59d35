"""The JSON Schema of a bundle's manifest and contents, for whoever reads a bundle with another program."""

import msgspec

from noroshi.archive.survey import pretty
from noroshi.exchange.bundle.contents import KINDS
from noroshi.exchange.bundle.manifest import Manifest


def json_schema(kind: str = "") -> bytes:
    """Return the schema of a kind's ``contents.json``, of ``manifest.json`` without a kind; KeyError for others."""
    return pretty(msgspec.json.schema(KINDS[kind] if kind else Manifest))
