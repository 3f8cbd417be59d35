"""Shodan's vendor modules, by table: which key of a module says which field."""

from typing import Final

import msgspec

from noroshi.observe.field_values import Fields, describe, dig, put
from noroshi.observe.shodan_banner import Banner
from noroshi.observe.tolerant_json import BrokenJsonError, decode

Path = tuple[str, ...]


class Module(msgspec.Struct, frozen=True):
    """One vendor module: the vendor its name stands for, and the places of model, version and further facts."""

    vendor: str
    model: tuple[Path, ...] = ()
    version: tuple[Path, ...] = ()
    build: tuple[Path, ...] = ()
    detail: tuple[Path, ...] = ()


MODULES: Final[dict[str, Module]] = {
    "sonicwall": Module("SonicWall", version=(("sonicos_version",),), detail=(("serial_number",),)),
    "checkpoint": Module("Check Point", detail=(("firewall_host",), ("smartcenter_host",))),
    "qnap": Module(
        "QNAP",
        model=(("model", "display_model_name"), ("model", "model_name"), ("model", "internal_model_name")),
        version=(("firmware", "version"),),
        build=(("firmware", "build"),),
        detail=(("hostname",), ("firmware", "number"), ("firmware", "patch")),
    ),
    "mikrotik_routeros": Module("MikroTik", version=(("version",),)),
    "ubiquiti": Module("Ubiquiti", model=(("product",),), version=(("version",),), detail=(("hostname",), ("mac",))),
    "synology": Module("Synology", version=(("version",),), detail=(("hostname",),)),
}


def module_fields(fields: Fields, banner: Banner) -> None:
    """Fill the source.* fields from every vendor module that the banner carries."""
    for name, module in MODULES.items():
        raw = getattr(banner, name)
        if len(raw) < len(b"{}") or bytes(raw) == b"null":
            continue
        try:
            content = decode(bytes(raw))
        except BrokenJsonError:
            continue
        if isinstance(content, dict):
            _one_module(fields, name, module, content)


def _one_module(fields: Fields, name: str, module: Module, content: object) -> None:
    put(fields, "source.vendor", module.vendor)
    for field, paths in (
        ("source.model", module.model),
        ("source.version", module.version),
        ("source.build_date", module.build),
    ):
        for path in paths:
            put(fields, field, dig(content, *path))
    detail = describe((f"{name}.{'.'.join(path)}", dig(content, *path)) for path in module.detail)
    before = fields.pop("source.detail", "")
    put(fields, "source.detail", f"{before}; {detail}" if before and detail else before or detail)
