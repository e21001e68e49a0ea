"""The signed versions of a review, for its readers."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from cpd.appraisal.models import SignedRecord
from cpd.appraisal.rules.signing import check_code


@dataclass(frozen=True)
class StatementLine:
    number: int
    signed_at: dt.datetime
    check_code: str
    has_archive: bool
    is_latest: bool


def statement_lines(records: Iterable[SignedRecord]) -> tuple[StatementLine, ...]:
    """The latest first."""
    ordered = sorted(records, key=lambda record: record.number, reverse=True)
    return tuple(
        StatementLine(
            number=record.number,
            signed_at=record.frozen_at,
            check_code=check_code(record.record_sha256),
            has_archive=record.archive_sha256 is not None,
            is_latest=record is ordered[0],
        )
        for record in ordered
    )
