"""The staff list: one row a post."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from cpd.core.importing import Change, ImportOptions, ImportPlan
from cpd.core.tables import Layout, Table
from cpd.people import policy, queries
from cpd.people.actor import Actor
from cpd.people.imports.staff_checks import check_against_earlier_rows, check_against_known, place_of
from cpd.people.imports.staff_plan import StaffPlanner, is_open
from cpd.people.imports.staff_rows import LAYOUT, StaffRow, StaffRows, read_staff_rows
from cpd.people.imports.table_import import TableImport, finish, report_on
from cpd.people.queries.staff_list import Known, KnownStaff, code_key, known_staff
from cpd.people.services.staff_list import write_staff_list

# Ending more than this part of the open posts of the schools in the file is asked about.
_MANY = 0.05


class StaffImport(TableImport):
    kind = "staff"
    title = "Staff and their posts"

    def may(self, actor: Actor) -> bool:
        return policy.can_import(actor)

    def layout(self, headings: set[str]) -> Layout:
        return LAYOUT

    def plan(self, session: Session, actor: Actor, source: Table, options: ImportOptions) -> ImportPlan:
        plan = ImportPlan(report_on(source))
        known = known_staff(session)
        read = read_staff_rows(source, known.school_ids, queries.job_title_table(session))
        plan.report.ignored_rows = read.ignored
        repeats = _check(read, known, options.skip_bad_rows)
        plan.faults = read.faults
        if plan.refused(options):
            return finish(plan, options)
        bad = {fault.row for fault in read.faults}
        good = [row for row in read.rows if row.number not in bad]
        planner = StaffPlanner(known, actor.today, plan.report)
        planner.plan(good, repeats, {place_of(row) for row in read.rows})
        plan.changes, plan.work = planner.changes, planner.work
        _list_missing(plan, read, [row for row in read.rows if row.number in bad], planner, options.end_missing_on)
        return finish(plan, options)

    def carry_out(self, session: Session, actor: Actor, plan: ImportPlan) -> None:
        counts = {name: getattr(plan.report, name) for name in ("created", "updated", "unchanged", "rejected")}
        write_staff_list(session, actor, plan.work, counts)


def _check(read: StaffRows, known: KnownStaff, leave_out_bad: bool) -> set[int]:
    """Add the faults that rows have beside others; the numbers of rows that only repeat one.

    Where bad rows are left out, what they said is gone too: rows that leant on them are bad in turn.
    """
    faults, repeats = check_against_earlier_rows(read.claims)
    read.faults += faults
    if not leave_out_bad:
        said = {(fault.row, fault.column) for fault in faults}
        found = check_against_known(read.claims, known, read.codes_named)
        read.faults += [fault for fault in found if (fault.row, fault.column) not in said]
        return repeats
    while True:
        bad = {fault.row for fault in read.faults}
        good = [row for row in read.rows if row.number not in bad]
        found = check_against_known(good, known, frozenset(code_key(row.code) for row in good))
        if not found:
            return repeats
        read.faults += found


def _list_missing(
    plan: ImportPlan,
    read: StaffRows,
    bad_rows: Sequence[StaffRow],
    planner: StaffPlanner,
    end_on: dt.date | None,
) -> None:
    """List people and open posts that the file leaves out, and end the posts where that was asked for."""
    known, today = planner.known, planner.today
    unreadable = read.bad_posts | {(code_key(row.code), row.urn) for row in bad_rows}
    open_posts = [post for post in known.posts.values() if is_open(post, today)]
    missing = [
        post
        for post in open_posts
        if post["id"] not in planner.met_posts and not _is_unreadable(post, known, unreadable)
    ]
    missing.sort(key=lambda post: _post_line(post, known)["staff_code"])
    people = {known.people_by_id[post["person_id"]]["staff_code"] for post in missing}
    plan.report.people_not_in_file = sorted(code for code in people if code and code_key(code) not in read.codes_named)
    plan.report.posts_not_in_file = [_post_line(post, known) for post in missing]
    if end_on is None:
        return
    if any(not code for code, _ in read.bad_posts) or read.has_broken_rows:
        plan.notes.append("No post was ended: there are rows of which we cannot tell whom they are about.")
        return
    _end_missing(plan, read, planner, open_posts, missing, end_on)


def _is_unreadable(post: Known, known: KnownStaff, unreadable: set[tuple[str, int]]) -> bool:
    code = code_key(known.people_by_id[post["person_id"]]["staff_code"] or "")
    return (code, known.urns[post["school_id"]]) in unreadable or (code, 0) in unreadable


def _post_line(post: Known, known: KnownStaff) -> dict[str, Any]:
    return {
        "staff_code": known.people_by_id[post["person_id"]]["staff_code"] or "",
        "school_urn": known.urns[post["school_id"]],
        "job_title": post["job_title"],
        "start_date": post["started_on"].isoformat(),
    }


def _end_missing(
    plan: ImportPlan,
    read: StaffRows,
    planner: StaffPlanner,
    open_posts: Sequence[Known],
    missing: Sequence[Known],
    end_on: dt.date,
) -> None:
    """End the missing posts of the schools that the file names; one that starts later cannot end, and stays."""
    known = planner.known
    schools = {known.school_ids[urn] for urn in read.urns_named}
    ending = [
        post
        for post in missing
        if post["school_id"] in schools
        and post["started_on"] <= end_on
        and (post["ended_on"] is None or post["ended_on"] > end_on)
    ]
    among = sum(post["school_id"] in schools for post in open_posts)
    for post in ending:
        planner.work.changed_posts.append({"id": post["id"], "ended_on": end_on})
        planner.work.note(post["person_id"], ["ended_on"])
        line = _post_line(post, known)
        person = known.people_by_id[post["person_id"]]
        title = f"{person['first_name']} {person['last_name']} ({line['staff_code']}), {line['job_title']}"
        before = post["ended_on"].isoformat() if post["ended_on"] else ""
        plan.changes.append(Change(None, "ended", title, (("Ends on", before, end_on.isoformat()),)))
    plan.report.updated += len(ending)
    if len(ending) > _MANY * among:
        plan.question = (
            f"{len(ending):,} of {among:,} open posts in the schools of this file are missing from it "
            f"and would end on {end_on.isoformat()}."
        )
