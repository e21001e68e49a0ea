"""A batch of statements: where it stands, how long its files are kept, and what each is called."""

import datetime as dt
import re
from enum import StrEnum

KEPT_FOR = dt.timedelta(days=7)
# After so long without a new file it may be started again by hand; two that make the same files harm nothing.
STANDS_STILL_AFTER = dt.timedelta(minutes=2)

_NOT_IN_A_NAME = re.compile(r"[\x00-\x1f\x7f\"*/:<>?\\|\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


class BatchState(StrEnum):
    """``making``: a job makes one after the other. ``stopped``: by hand, to go on at will. ``ended``: none is left."""

    MAKING = "making"
    STOPPED = "stopped"
    ENDED = "ended"

    @property
    def label(self) -> str:
        return {"making": "Being made", "stopped": "Stopped", "ended": "Ready"}[self.value]


def batch_state(stopped_at: dt.datetime | None, ended_at: dt.datetime | None) -> BatchState:
    if ended_at is not None:
        return BatchState.ENDED
    return BatchState.MAKING if stopped_at is None else BatchState.STOPPED


def stands_still(last_sign: dt.datetime, now: dt.datetime) -> bool:
    """Whether nothing was made for a while."""
    return now - last_sign > STANDS_STILL_AFTER


def file_name(position: int, person: str, *, is_draft: bool) -> str:
    """``007 Rosa Quill.pdf``: in the order of the school's list, on any computer; a draft says so in its name too."""
    name = " ".join(_NOT_IN_A_NAME.sub(" ", person).split())
    return f"{position:03} {name[:150]}{' (draft)' if is_draft else ''}.pdf"
