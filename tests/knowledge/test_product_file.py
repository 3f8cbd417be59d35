"""A product file becomes frozen values; what does not fit is named by line."""

import pytest

from noroshi.knowledge.complaints import KnowledgeError
from noroshi.knowledge.product_file import read_product


def test_all_sections_are_read(product_text: str) -> None:
    """Names, rules, tables and examples arrive, numbers of matchers as text, each rule with its line."""
    product = read_product("products/acme-gate.yaml", product_text.encode())
    assert (product.id, product.vendor, product.name["ja"]) == ("acme-gate", "Acme", "アクメ")
    assert product.signals[1].any_of == ("-76600061",)
    assert product.version[0].decode == {"build_time": ("epoch_hex", "ts")}
    assert product.version[0].window is not None
    assert product.version[0].window.days == (0, 30)
    assert product.signals[1].source_ids() == ("s1",)
    assert product.examples[0].expect["version.exact"] == "7.10"
    assert product.examples[0].origin.real
    assert [part.id for part in product.parts()] == ["server", "icon", "cert", "etag", "snmp", "client", "sim"]
    lines = product_text.splitlines()
    assert all(f"id: {part.id}" in lines[part.line - 1] for part in product.parts())
    assert product.has_public_trace()


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("tier: medium", "tier: huge", "tier: huge"),
        ("category: [ssl-vpn]", "category: ssl-vpn", "category:"),
        ("require: [not_midnight]", "require: [[x]]", "require:"),
        ("schema: noroshi/product@1", "schema: noroshi/product@9", "schema:"),
    ],
)
def test_a_wrong_type_is_named_by_its_line(product_text: str, old: str, new: str, at: str) -> None:
    """The complaint points at the line that was changed, or at the rule that holds it."""
    changed = product_text.replace(old, new)
    with pytest.raises(KnowledgeError) as caught:
        read_product("f.yaml", changed.encode())
    assert at in changed.splitlines()[caught.value.line - 1]


def test_a_key_with_a_typing_error_is_refused(product_text: str) -> None:
    """An unknown key never passes in silence."""
    with pytest.raises(KnowledgeError, match="vendr"):
        read_product("f.yaml", product_text.replace("vendor: Acme", "vendr: Acme").encode())


def test_a_list_is_no_product_file() -> None:
    """The top of the file is a mapping."""
    with pytest.raises(KnowledgeError, match="mapping"):
        read_product("f.yaml", b"- a\n")
