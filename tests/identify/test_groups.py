"""Addresses that share a serial are one device, unless the serial is everywhere."""

import random

from hypothesis import given
from hypothesis import strategies as st

from noroshi.identify.groups import MAX_ADDRESSES, address_groups, join_keys, shared_serials

A, B, C, D = "192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"


def test_a_serial_joins_its_addresses_over_other_serials() -> None:
    """Joining is transitive; an address without a serial stays alone."""
    groups = address_groups([(A, "s1"), (B, "s1"), (B, "s2"), (C, "s2"), (D, None)])
    assert groups == {A: A, B: A, C: A, D: D}


def test_a_serial_on_many_addresses_joins_nothing() -> None:
    """Four addresses with one serial stay four devices, and the serial is reported."""
    pairs = [(ip, "s1") for ip in (A, B, C, D)]
    assert len(set(address_groups(pairs).values())) == MAX_ADDRESSES + 1
    assert shared_serials(pairs) == {"s1"}
    assert shared_serials(pairs[:3]) == frozenset()


PAIRS = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from([None, "1", "2", "3", "4"])), max_size=20)


@given(PAIRS, st.randoms(use_true_random=False))
def test_groups_do_not_depend_on_the_order(pairs: list[tuple[str, str | None]], shuffle: random.Random) -> None:
    """The groups partition the addresses, are named after their smallest member, and ignore order."""
    groups = address_groups(pairs)
    shuffled = list(pairs)
    shuffle.shuffle(shuffled)
    assert address_groups(shuffled) == groups
    assert groups.keys() == {address for address, _ in pairs}
    for address, name in groups.items():
        assert name <= address
        assert groups[name] == name


def test_items_that_share_a_key_are_one() -> None:
    """Items without keys stay alone."""
    assert join_keys([["a"], [], ["b"], ["a", "b"], []]) == [0, 1, 0, 0, 2]
