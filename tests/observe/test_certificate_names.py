"""Names in certificates: one order, escaped commas, and alternative names from DER."""

from hypothesis import given
from hypothesis import strategies as st

from noroshi.observe.certificate_names import alternative_names, distinguished_name, name_attributes


def test_attributes_stand_in_one_order() -> None:
    """CN, OU, O, L, ST, C, emailAddress come first, others follow as given, empty ones are left out."""
    given_ = [("C", "US"), ("x", "y"), ("O", 'A "b", c'), ("emailAddress", "e"), ("L", " "), ("CN", "#n"), ("OU", "u")]
    assert distinguished_name(given_) == 'CN=\\#n, OU=u, O=A \\"b\\"\\, c, C=US, emailAddress=e, x=y'


@given(st.lists(st.tuples(st.sampled_from(["CN", "O", "OU", "C", "DC"]), st.text(min_size=1, max_size=12)), max_size=6))
def test_a_printed_name_can_be_read_again(pairs: list[tuple[str, str]]) -> None:
    """Reading a printed name and printing it again changes nothing."""
    line = distinguished_name(pairs)
    assert distinguished_name(name_attributes(line)) == line


def test_alternative_names_of_all_kinds() -> None:
    """DNS names, IPv4, IPv6, mail and URI are read from DER in escaped bytes; long lengths too."""
    shown = (
        "0\\x81\\x9b\\x82\\tquad.test\\x87\\x04\\t\\t\\t\\n\\x87\\x10 \\x01\\r\\xb8" + "\\x00" * 11 + "\\x01"
        "\\x81\\x03a@b\\x86\\x04ldap" + "\\x82{" + "x" * 123
    )
    size = 2 + 9 + 6 + 18 + 5 + 6 + 2 + 123
    shown = shown.replace("\\x9b", f"\\x{size:02x}")
    assert alternative_names(shown) == ("quad.test", "9.9.9.10", "2001:db8::1", "a@b", "ldap", "x" * 123)


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: "0" + repr(raw)[2:-1]))
def test_any_extension_is_read_or_given_up(shown: str) -> None:
    """Broken DER never raises and never yields an empty name."""
    assert all(alternative_names(shown))
