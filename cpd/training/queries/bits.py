"""Numbers as sets of courses: bit 0 is the first course, bit 1 the second."""

from collections.abc import Iterable
from functools import reduce
from operator import add, or_
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, func, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class any_of_single_bits(FunctionElement[int]):  # noqa: N801 — an SQL function, written like func.max
    """Aggregate: the bits set in any row, for rows of one bit or none. There adding the different values is enough."""

    name = "any_of_single_bits"
    type = BigInteger()
    inherit_cache = True


@compiles(any_of_single_bits)
def _adding_different_values(element: Any, compiler: Any, **kwargs: Any) -> str:
    return f"sum(DISTINCT {compiler.process(element.clauses, **kwargs)})"


@compiles(any_of_single_bits, "postgresql")
def _bit_or(element: Any, compiler: Any, **kwargs: Any) -> str:
    return f"bit_or({compiler.process(element.clauses, **kwargs)})"


def any_of_two(bits: ColumnElement[int], size: int) -> ColumnElement[int]:
    """Aggregate: the bits set in any row, for groups of two rows or one."""
    return func.min(bits).bitwise_or(func.max(bits))


def any_of(bits: ColumnElement[int], size: int) -> ColumnElement[int]:
    """Aggregate: the bits set in any row, for rows of ``size`` bits and groups of any number, at a price."""
    return reduce(add, (func.max(bits.bitwise_and(number(1 << k))) for k in range(size)))


def union(sets: Iterable[ColumnElement[int]]) -> ColumnElement[int]:
    return reduce(lambda left, right: left.bitwise_or(right), sets)


def where(condition: ColumnElement[bool], bits: int) -> ColumnElement[int]:
    """These bits where the condition holds, else none."""
    return case((condition, number(bits)), else_=number(0))


def number(value: int) -> ColumnElement[int]:
    """A bit pattern in the text of the statement: hundreds of them as parameters would cost more than the counting."""
    return literal_column(str(int(value)), BigInteger)


def bits_of(positions: Iterable[int]) -> int:
    return reduce(or_, (1 << position for position in positions), 0)
