"""Deterministic choices and tokens: the same seed gives the same example on every machine and Python version."""

import hashlib
import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Seeded choices built on ``random.Random.random`` alone, whose sequence the standard library promises to keep."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def below(self, limit: int) -> int:
        """Return an integer from 0 to ``limit`` - 1."""
        return int(self._random.random() * limit)

    def pick(self, values: Sequence[T]) -> T:
        """Return one of the values."""
        return values[self.below(len(values))]

    def chance(self, share: float) -> bool:
        """Return True with the probability ``share``."""
        return self._random.random() < share

    def weighted(self, values: Sequence[tuple[T, int]]) -> T:
        """Return one of the values with the integer weight beside it."""
        left = self.below(sum(weight for _, weight in values))
        for value, weight in values:
            left -= weight
            if left < 0:
                return value
        return values[-1][0]

    def shuffled(self, values: Sequence[T]) -> list[T]:
        """Return the values in another order."""
        rest = list(values)
        for index in range(len(rest) - 1, 0, -1):
            other = self.below(index + 1)
            rest[index], rest[other] = rest[other], rest[index]
        return rest


def token(text: str, length: int = 64) -> str:
    """Return ``length`` hex digits that depend on ``text`` alone (a stand-in for a random identifier)."""
    digest = hashlib.sha512(f"noroshi synthetic {text}".encode()).hexdigest()
    return digest[:length]


def number(text: str, bits: int = 31) -> int:
    """Return a non-negative integer of at most ``bits`` bits that depends on ``text`` alone."""
    return int(token(text, 32), 16) >> (128 - bits)


def words(text: str) -> list[str]:
    """Return the comma-separated words of ``text``."""
    return [word.strip() for word in text.split(",")]
