"""From the sound rows of a staff list to what changes: people and posts made or changed, posts renamed or ended."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from cpd.core.importing import Change, ImportReport
from cpd.core.models import new_id
from cpd.people.imports.cells import shown
from cpd.people.imports.staff_checks import PostPlace
from cpd.people.imports.staff_rows import StaffRow
from cpd.people.models import sort_names
from cpd.people.queries.staff_list import Known, KnownStaff, PostKey, code_key, post_key
from cpd.people.services.staff_list import StaffChanges

_LABELS = {
    "first_name": "First name",
    "last_name": "Last name",
    "preferred_name": "Preferred name",
    "email": "Email",
    "induction_started_on": "Induction starts",
    "induction_ended_on": "Induction ends",
    "job_title": "Job title",
    "staff_group": "Staff group",
    "fte": "FTE",
    "weekly_hours": "Hours a week",
    "weeks_per_year": "Weeks a year",
    "working_days": "Working days",
    "ended_on": "Ends on",
    "line_manager_id": "Line manager",
}
_NEW_PERSON: dict[str, Any] = dict.fromkeys(("preferred_name", "email", "induction_started_on", "induction_ended_on"))
_NEW_POST: dict[str, Any] = {"fte": Decimal(1)} | dict.fromkeys(
    ("weekly_hours", "weeks_per_year", "working_days", "ended_on", "line_manager_id")
)


def is_open(post: Known, today: dt.date) -> bool:
    """Whether a post goes on today or later."""
    return post["ended_on"] is None or post["ended_on"] >= today


@dataclass
class StaffPlanner:
    """Compares rows with what is known, one after the other, and collects the changes."""

    known: KnownStaff
    today: dt.date
    report: ImportReport
    work: StaffChanges = field(default_factory=StaffChanges)
    changes: list[Change] = field(default_factory=list)
    # Posts known before that the file names.
    met_posts: set[uuid.UUID] = field(default_factory=set)

    def plan(self, rows: Sequence[StaffRow], repeats: set[int], all_places: set[PostPlace]) -> None:
        """Plan every row. ``repeats`` only repeat another; ``all_places`` are the posts that the file names."""
        self._all_places = all_places
        self._person_ids: dict[str, uuid.UUID] = {}
        for row in rows:
            if code_key(row.code) not in self._person_ids:
                self._person_ids[code_key(row.code)] = self._known_id(row.code) or new_id()
        merged = _merged_people(rows)
        self._renamable = self._posts_that_may_be_renamed()
        done: set[str] = set()
        for row in rows:
            if row.number in repeats:
                self.report.unchanged += 1
                continue
            self.report.inferred_staff_groups += row.group_was_worked_out
            code = code_key(row.code)
            fields = () if code in done else self._plan_person(row.code, merged[code])
            done.add(code)
            self._plan_post(row, fields)

    def _known_id(self, code: str) -> uuid.UUID | None:
        person = self.known.people.get(code_key(code))
        return person["id"] if person else None

    def _plan_person(self, code: str, values: dict[str, Any]) -> tuple[tuple[str, str, str], ...]:
        """Plan what changes of the person; the changed fields for the preview (none for somebody new)."""
        person_id = self._person_ids[code_key(code)]
        before = self.known.people.get(code_key(code))
        if before is None:
            person: dict[str, Any] = {"id": person_id, "staff_code": code} | _NEW_PERSON | values
            names = sort_names(person["first_name"], person["preferred_name"], person["last_name"])
            self.work.new_people.append(person | names)
            self.work.note(person_id, ["person"])
            return ()
        changed = {name: value for name, value in values.items() if before[name] != value}
        if not changed:
            return ()
        if any(name.endswith("_name") for name in changed):
            after = {**before, **changed}
            changed |= sort_names(after["first_name"], after["preferred_name"], after["last_name"])
        self.work.changed_people.append({"id": person_id} | changed)
        self.work.note(person_id, changed)
        return _fields(before, {name: value for name, value in changed.items() if name in _LABELS}, None)

    def _plan_post(self, row: StaffRow, person_fields: tuple[tuple[str, str, str], ...]) -> None:
        person_id = self._person_ids[code_key(row.code)]
        school_id = self.known.school_ids[row.urn]
        values = {"job_title": row.job_title, **row.post}
        if row.line_manager is not None:
            values["line_manager_id"] = self._person_ids.get(code_key(row.line_manager)) or self._known_id(
                row.line_manager
            )
        elif row.has_line_manager_column:
            values["line_manager_id"] = None
        name = f"{row.person['first_name']} {row.person['last_name']}"
        title = f"{name} ({row.code}), {row.job_title} at {self.known.school_names[school_id]}"
        before = self._same_post(row, person_id, school_id)
        if before is None:
            place = {
                "id": new_id(),
                "person_id": person_id,
                "school_id": school_id,
                "started_on": row.started_on,
            }
            self.work.new_posts.append(place | _NEW_POST | values)
            self.work.note(person_id, ["post"])
            self.report.created += 1
            self.changes.append(Change(row.number, "created", title, person_fields))
            return
        self.met_posts.add(before["id"])
        changed = {name: value for name, value in values.items() if before[name] != value}
        if changed:
            self.work.changed_posts.append({"id": before["id"]} | changed)
            self.work.note(person_id, changed)
        if changed or person_fields:
            self.report.updated += 1
            fields = person_fields + _fields(before, changed, self._name_of)
            self.changes.append(Change(row.number, "updated", title, fields))
        else:
            self.report.unchanged += 1

    def _same_post(self, row: StaffRow, person_id: uuid.UUID, school_id: uuid.UUID) -> Known | None:
        """The post of a row: by its key, or the one open post there that the file only gives a new title."""
        before = self.known.posts.get(post_key(person_id, school_id, row.job_title, row.started_on))
        if before is not None:
            return before
        others = self._renamable.get((person_id, school_id, row.started_on), [])
        return others.pop() if len(others) == 1 else None

    def _posts_that_may_be_renamed(self) -> dict[tuple[uuid.UUID, uuid.UUID, dt.date], list[Known]]:
        """Open posts that the file does not name, by person, school and start."""
        posts: dict[tuple[uuid.UUID, uuid.UUID, dt.date], list[Known]] = {}
        for key, post in self.known.posts.items():
            if is_open(post, self.today) and self._place(key) not in self._all_places:
                posts.setdefault((key[0], key[1], key[3]), []).append(post)
        return posts

    def _place(self, key: PostKey) -> PostPlace:
        code = self.known.people_by_id[key[0]]["staff_code"] or ""
        return code_key(code), self.known.urns[key[1]], key[2], key[3]

    def _name_of(self, person_id: uuid.UUID | None) -> str:
        person = self.known.people_by_id.get(person_id) if person_id else None
        if person is not None:
            return f"{person['first_name']} {person['last_name']}"
        return "somebody new in this file" if person_id else ""


def _merged_people(rows: Sequence[StaffRow]) -> dict[str, dict[str, Any]]:
    """What the rows of one person say together: the first that is not empty of each column."""
    people: dict[str, dict[str, Any]] = {}
    for row in rows:
        values = people.setdefault(code_key(row.code), {})
        for name, value in row.person.items():
            if values.get(name) is None:
                values[name] = value
    return people


def _fields(before: Mapping[str, Any], changed: Mapping[str, Any], name_of: Any) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (
            _LABELS[name],
            shown(before[name], name_of if name == "line_manager_id" else None),
            shown(value, name_of if name == "line_manager_id" else None),
        )
        for name, value in changed.items()
    )
