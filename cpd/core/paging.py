"""Long lists in pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")

PAGE_SIZE = 50


@dataclass(frozen=True)
class Slice(Generic[Item]):
    """One page of a list: what is on it, which page it is (from 1), and how long the whole list is."""

    items: tuple[Item, ...]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(-(-self.total // PAGE_SIZE), 1)


def start_of(number: int) -> int:
    """The place in the whole list, from 0, at which page ``number`` begins."""
    return (number - 1) * PAGE_SIZE


def slice_of(items: Sequence[Item], number: int) -> Slice[Item]:
    """Page ``number`` of ``items``; beyond the last it is empty."""
    return Slice(tuple(items[start_of(number) : start_of(number + 1)]), number, len(items))
