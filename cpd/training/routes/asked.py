"""What the reader asked for in the address of a page: a date, a staff group, a category."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

from flask import Response, request

from cpd.core.access import NotFound
from cpd.core.database import db
from cpd.core.dates import NotADate, parse_date
from cpd.core.templating import short_day
from cpd.people.models import School
from cpd.people.queries import get_school
from cpd.training.models import Category, Course
from cpd.training.pages.coverage import ALL_KINDS, Filters
from cpd.training.rules.coverage import ALL_GROUPS
from cpd.training.wording import GROUP_NAMES


def asked_filters(today: dt.date, courses: Iterable[Course] = (), *, one_kind: bool = False) -> Filters:
    """The filters of the address; a date that cannot be read is told, and today's figures stand there.

    With ``one_kind`` a page begins with the first kind of course that there is, and shows all where they are asked for.
    """
    text = request.args.get("as_at", "").strip()
    as_at, problem = today, ""
    if text:
        try:
            as_at = parse_date(text)
        except NotADate as fault:
            problem = f"“{text[:40]}” is {fault}." if str(fault).startswith("not") else f"{str(fault).capitalize()}."
    group = request.args.get("group", ALL_GROUPS)
    present = {course.category for course in courses}
    kinds = tuple(kind for kind in Category if kind in present)
    return Filters(
        as_at=as_at,
        today=today,
        group=group if group in GROUP_NAMES else ALL_GROUPS,
        category=_asked_kind(kinds, one_kind),
        typed_date=text if problem else ("" if as_at == today else short_day(as_at)),
        problem=problem,
        kinds=kinds,
    )


def course_ids_of(courses: Iterable[Course], filters: Filters) -> list[uuid.UUID] | None:
    """The courses of the kind asked for; ``None``: all of them."""
    if filters.category is None:
        return None
    return [course.id for course in courses if course.category is filters.category]


def asked_school() -> School | None:
    """The school of the address; none where none is asked for. Raises ``NotFound`` for one that is not there."""
    text = request.args.get("school", "")
    if not text:
        return None
    try:
        return get_school(db.session(), uuid.UUID(text))
    except ValueError:
        raise NotFound from None


def _asked_kind(kinds: Sequence[Category], one_kind: bool) -> Category | None:
    asked = request.args.get("category", "")
    for kind in kinds:
        if kind == asked:
            return kind
    return kinds[0] if one_kind and kinds and asked != ALL_KINDS else None


def pdf_download(content: bytes, name: str) -> Response:
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
