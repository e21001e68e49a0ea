"""The written, invented reviews that come with the product, over which appraisers meet."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import yaml

from cpd.core import paths
from cpd.people.models import StaffGroup


@dataclass(frozen=True)
class Case:
    """An invented review: who and where, what the appraiser wrote, what the person says, and what went before."""

    code: str
    title: str
    name: str
    job: str
    school: str
    staff_group: StaffGroup
    situation: str
    written: tuple[str, ...]
    said: str
    before: tuple[str, ...]


@cache
def library() -> tuple[Case, ...]:
    """Every case, in the order of the file."""
    content = yaml.safe_load((paths.SEEDS / "appraisal" / "consistency_cases.yaml").read_text("utf-8"))
    return tuple(
        Case(
            **{
                **case,
                "staff_group": StaffGroup(case["staff_group"]),
                "written": tuple(case["written"]),
                "before": tuple(case["before"]),
            }
        )
        for case in content["cases"]
    )


def chosen_cases(codes: Iterable[str]) -> tuple[Case, ...]:
    """The cases of a round, in the order of the library; one that it holds no more is left out."""
    wanted = set(codes)
    return tuple(case for case in library() if case.code in wanted)
