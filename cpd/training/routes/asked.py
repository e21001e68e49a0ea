"""What the reader asked for in the address of a page: a date, a staff group, a category."""

import datetime as dt

from flask import request

from cpd.core.dates import NotADate, parse_date
from cpd.core.templating import short_day
from cpd.training.models import Category
from cpd.training.pages.coverage import Filters
from cpd.training.rules import ALL_GROUPS
from cpd.training.wording import GROUP_NAMES


def asked_filters(today: dt.date) -> Filters:
    """The filters of the address; a date that cannot be read is told, and today's figures stand there."""
    text = request.args.get("as_at", "").strip()
    as_at, problem = today, ""
    if text:
        try:
            as_at = parse_date(text)
        except NotADate as fault:
            problem = f"“{text[:40]}” is {fault}." if str(fault).startswith("not") else f"{str(fault).capitalize()}."
    group = request.args.get("group", ALL_GROUPS)
    category = request.args.get("category", "")
    return Filters(
        as_at=as_at,
        today=today,
        group=group if group in GROUP_NAMES else ALL_GROUPS,
        category=Category(category) if category in list(Category) else None,
        typed_date=text if problem else ("" if as_at == today else short_day(as_at)),
        problem=problem,
    )
