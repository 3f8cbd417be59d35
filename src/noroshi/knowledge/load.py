"""Reads a knowledge pack: the bundled one, or the copy that a survey keeps; the only module that reads files."""

import hashlib
from collections.abc import Iterable, Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

import msgspec

from noroshi.knowledge.builds import BuildTable, read_builds
from noroshi.knowledge.complaints import KnowledgeError
from noroshi.knowledge.product_file import read_product
from noroshi.knowledge.products import Product

PRODUCTS: Final = "products/"
BUILDS: Final = "builds/"


class PackFile(msgspec.Struct, frozen=True, order=True):
    """One file of a pack: its name relative to the pack's root, with ``/``, and its bytes."""

    name: str
    data: bytes


class Knowledge(msgspec.Struct, frozen=True):
    """Products by id and build tables by name, with all files of the pack and their digest.

    ``digest``: SHA-256 (hex) over the sorted relative names and bytes of all files.
    """

    products: dict[str, Product]
    builds: dict[str, BuildTable]
    digest: str
    files: tuple[PackFile, ...]


def data_root() -> Traversable:
    """Return the root of the bundled pack."""
    return files("noroshi.knowledge") / "data"


def read_pack(root: Traversable | None = None) -> tuple[PackFile, ...]:
    """Return all files under ``root`` (default: the bundled pack), sorted by name; hidden ones are left out."""
    return tuple(sorted(_walk(data_root() if root is None else root, "")))


def digest_of(pack: Iterable[PackFile]) -> str:
    """Return the SHA-256 (hex) over names and bytes; lengths keep the two apart."""
    digest = hashlib.sha256()
    for file in sorted(pack):
        name = file.name.encode()
        digest.update(b"%d %d\n" % (len(name), len(file.data)) + name + file.data)
    return digest.hexdigest()


def load_knowledge(root: Traversable | None = None) -> Knowledge:
    """Load products and build tables; raise KnowledgeError naming file and line where a file cannot be used."""
    return load_pack(read_pack(root))


def load_pack(pack: tuple[PackFile, ...]) -> Knowledge:
    """Load products and build tables from files already read."""
    products: dict[str, Product] = {}
    for file in product_files(pack):
        product = read_product(file.name, file.data)
        if product.id in products:
            raise KnowledgeError(file.name, 1, f"product {product.id} is also in {products[product.id].file}")
        products[product.id] = product
    builds = {name: read_builds(name, file.name, file.data) for name, file in build_files(pack)}
    return Knowledge(products, builds, digest_of(pack), pack)


def product_files(pack: Iterable[PackFile]) -> Iterator[PackFile]:
    """Yield the product files of a pack."""
    return (file for file in pack if file.name.startswith(PRODUCTS) and file.name.endswith(".yaml"))


def build_files(pack: Iterable[PackFile]) -> Iterator[tuple[str, PackFile]]:
    """Yield name and file of every build table of a pack."""
    for file in pack:
        if file.name.startswith(BUILDS) and file.name.endswith(".csv"):
            yield file.name.removeprefix(BUILDS).removesuffix(".csv"), file


def _walk(folder: Traversable, prefix: str) -> Iterator[PackFile]:
    for entry in folder.iterdir():
        if entry.name.startswith((".", "__")) or entry.name.endswith(".py"):
            continue
        if entry.is_dir():
            yield from _walk(entry, f"{prefix}{entry.name}/")
        elif entry.is_file():
            yield PackFile(prefix + entry.name, entry.read_bytes())
