"""Who is counted where: the part of the counting statement that knows posts, schools and staff groups (counting.py)."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, case, func, select, true, union_all

from cpd.people.models import Post, School, StaffGroup
from cpd.training.queries.bits import any_of, any_of_two, bits_of, number, union, where
from cpd.training.queries.terms import Audience, CourseTerms, active_on
from cpd.training.rules.coverage import ALL_GROUPS, late_if_started_before

GROUPS = (ALL_GROUPS, *StaffGroup)


def posts_reached(batch: Sequence[CourseTerms], as_at: dt.date, school_ids: Collection[uuid.UUID] | None) -> CTE:
    """Active posts, with the courses whose requirements reach them and those for which they started too long ago."""
    reached: dict[Audience, set[int]] = defaultdict(set)
    late: dict[tuple[Audience, dt.date], set[int]] = defaultdict(set)
    for k, course in enumerate(batch):
        for requirement in course.requirements:
            reached[requirement.audience].add(k)
            before = late_if_started_before(as_at, requirement.effective_from, requirement.grace_days)
            if before is not None:
                late[requirement.audience, before].add(k)
    query = (
        select(
            Post.person_id,
            School.urn,
            case(*((Post.staff_group == group, number(place)) for place, group in enumerate(GROUPS))).label("group_no"),
            union(where(audience.reaches(as_at), bits_of(ks)) for audience, ks in reached.items()).label("reached"),
            union(
                [
                    number(0),
                    *(
                        where(and_(audience.reaches(as_at), Post.started_on < before), bits_of(ks))
                        for (audience, before), ks in late.items()
                    ),
                ]
            ).label("late"),
        )
        .join(School, School.id == Post.school_id)
        .where(active_on(as_at))
    )
    if school_ids is not None:
        query = query.where(Post.person_id.in_(select(Post.person_id).where(Post.school_id.in_(school_ids))))
    post = query.subquery("active_post")
    return (
        select(
            *post.c,
            func.count().over(partition_by=post.c.person_id).label("posts"),
            func.min(post.c.late).over(partition_by=post.c.person_id).label("late_least"),
            func.max(post.c.late).over(partition_by=post.c.person_id).label("late_most"),
        )
        .cte("post_reached")
        .prefix_with("MATERIALIZED")
    )


def heads_of(post: CTE, size: int) -> CTE:
    """A row for each person in each figure that counts them: reached there by any post, late through any anywhere.

    Whoever has one post is in one place, and every wider figure can be added up from it. Whoever has several posts
    counts once in each figure: the trust, each group, each school, each group of a school.
    """
    where_and_what = (post.c.person_id, post.c.urn, post.c.group_no, post.c.reached)
    one = select(
        post.c.person_id, post.c.urn, post.c.group_no, number(1).label("one_post"), post.c.reached, post.c.late
    )
    two = select(*where_and_what, post.c.late_least.bitwise_or(post.c.late_most).label("late"))
    late = (
        select(post.c.person_id, any_of(post.c.late, size).label("late"))
        .where(post.c.posts > 2)
        .group_by(post.c.person_id)
        .subquery("late_through_any_post")
    )
    more = select(*where_and_what, late.c.late).join_from(post, late, late.c.person_id == post.c.person_id)
    return union_all(
        one.where(post.c.posts == 1),
        _at_each_level(two.where(post.c.posts == 2), any_of_two, size),
        _at_each_level(more.where(post.c.posts > 2), any_of, size),
    ).cte("heads")


def _at_each_level(
    posts: Select[*tuple[Any, ...]],
    any_of_rows: Callable[[ColumnElement[int], int], ColumnElement[int]],
    size: int,
) -> Select[*tuple[Any, ...]]:
    post = posts.subquery("one_of_several")
    level = union_all(
        *(
            select(number(by_school).label("by_school"), number(by_group).label("by_group"))
            for by_school in (0, 1)
            for by_group in (0, 1)
        )
    ).subquery("level")
    place = (
        select(
            post.c.person_id,
            case((level.c.by_school == number(1), post.c.urn)).label("urn"),
            case((level.c.by_group == number(1), post.c.group_no)).label("group_no"),
            post.c.reached,
            post.c.late,
        )
        .join_from(post, level, true())
        .subquery("place")
    )
    return select(
        place.c.person_id,
        place.c.urn,
        place.c.group_no,
        number(0),
        any_of_rows(place.c.reached, size),
        func.max(place.c.late),
    ).group_by(place.c.person_id, place.c.urn, place.c.group_no)
