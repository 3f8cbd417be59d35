"""A pack is read whole, digested, and can be read back from the copy that a survey keeps."""

from pathlib import Path

import pytest

from noroshi.knowledge.complaints import KnowledgeError
from noroshi.knowledge.load import PackFile, digest_of, load_knowledge, load_pack, read_pack


def write(folder: Path, files: tuple[PackFile, ...]) -> None:
    for file in files:
        path = folder / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)


def test_products_and_tables_are_loaded(pack: tuple[PackFile, ...]) -> None:
    """Products by id, tables by the name of their file."""
    knowledge = load_pack(pack)
    assert list(knowledge.products) == ["acme-gate"]
    assert len(knowledge.builds["gate"].rows) == 4
    assert knowledge.files == pack


def test_a_copy_on_disk_gives_the_same_knowledge(tmp_path: Path) -> None:
    """The bundled pack, written out file by file, loads to the same digest, products and tables."""
    bundled = load_knowledge()
    write(tmp_path, bundled.files)
    (tmp_path / ".hidden").write_text("x")
    copy = load_knowledge(tmp_path)
    assert copy == bundled
    assert copy.digest == digest_of(read_pack(tmp_path))


def test_the_digest_covers_names_bytes_and_borders(pack: tuple[PackFile, ...]) -> None:
    """Any change of a name or a byte changes it; the order of the files does not."""
    first, second = pack
    digest = digest_of(pack)
    assert digest_of((second, first)) == digest
    assert digest_of((first,)) != digest
    assert digest_of((first, PackFile(second.name, second.data + b"\n"))) != digest
    assert digest_of((PackFile("ab", b"c"),)) != digest_of((PackFile("a", b"bc"),))


def test_the_same_product_twice_is_refused(pack: tuple[PackFile, ...]) -> None:
    """Two files cannot speak for one product."""
    with pytest.raises(KnowledgeError, match="is also in"):
        load_pack((*pack, PackFile("products/b.yaml", pack[1].data)))


def test_folders_of_other_parts_are_kept_and_not_read(pack: tuple[PackFile, ...]) -> None:
    """Advisories and places belong to the pack's digest, but other modules read them."""
    extra = PackFile("advisories/x.yaml", b"{")
    knowledge = load_pack((*pack, extra))
    assert knowledge.digest != load_pack(pack).digest
    assert extra in knowledge.files
