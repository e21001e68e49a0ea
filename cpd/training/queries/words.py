"""A word of SQL that the databases spell differently."""

from typing import Any

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class by_code_point(FunctionElement[str]):  # noqa: N801 — an SQL function, written like func.max
    """Text to sort by: in the order of its letters' numbers, whatever language the database was made for."""

    name = "by_code_point"
    type = String()
    inherit_cache = True


@compiles(by_code_point)
def _as_it_is(element: Any, compiler: Any, **kwargs: Any) -> str:
    return str(compiler.process(element.clauses, **kwargs))


@compiles(by_code_point, "postgresql")
def _collate(element: Any, compiler: Any, **kwargs: Any) -> str:
    return f'({compiler.process(element.clauses, **kwargs)}) COLLATE "C"'
