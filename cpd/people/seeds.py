"""The job-title table that every trust starts from, and England's bank holidays, which a trust can bring in."""

import datetime as dt
from functools import cache

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.core import paths
from cpd.people.models import JobTitleRule, StaffGroup


@cache
def seeded_job_titles() -> tuple[tuple[str, StaffGroup], ...]:
    """The lines of the table as shipped: words and staff group, in the order they are tried."""
    content = yaml.safe_load((paths.SEEDS / "people" / "job_titles.yaml").read_text("utf-8"))
    return tuple((line["words"], StaffGroup(line["staff_group"])) for line in content["rules"])


def load_job_titles(session: Session) -> None:
    """Put the shipped table into the database, unless the trust has one already."""
    if session.scalars(select(JobTitleRule.id).limit(1)).first() is not None:
        return
    session.add_all(
        JobTitleRule(position=position, words=words, staff_group=group)
        for position, (words, group) in enumerate(seeded_job_titles(), 1)
    )


@cache
def bank_holidays() -> tuple[dt.date, ...]:
    """England's bank holidays as shipped, by day."""
    content = yaml.safe_load((paths.SEEDS / "people" / "bank_holidays.yaml").read_text("utf-8"))
    return tuple(sorted(day for days in content["england"].values() for day in days))
