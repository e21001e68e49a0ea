"""Why an ambassador no longer supports somebody."""

from enum import StrEnum


class SupportEnd(StrEnum):
    DONE = "done"
    ASKED_FOR_ANOTHER = "asked_for_another"
    DECLINED = "declined"
    MOVED = "moved"
