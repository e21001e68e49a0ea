"""What the public page says of a code or a file: one of three, and nothing else."""

from enum import StrEnum


class Standing(StrEnum):
    SIGNED = "signed"
    REPLACED = "replaced"
    UNKNOWN = "unknown"


def standing(number: int | None, latest: int | None) -> Standing:
    """Where a version stands: ``number`` of the one asked about, if it is ours, and of the latest of its review."""
    if number is None or latest is None:
        return Standing.UNKNOWN
    return Standing.SIGNED if number == latest else Standing.REPLACED
