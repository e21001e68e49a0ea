"""The rows of people, posts, roles and accounts of the demonstration trust, collected to be written at once."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from cpd.accounts.models import Account
from cpd.core.names import fold
from cpd.demonstration.cast import Colleague, Place
from cpd.demonstration.material import Material, read_seed
from cpd.people.models import Away, Person, Post, Role, RoleGrant, School, SchoolContact, StaffGroup


class PeopleRows:
    """A row for each record, under its table in the order in which tables are written."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.rows: dict[type, list[dict[str, Any]]] = {
            model: [] for model in (School, SchoolContact, Person, Post, Away, RoleGrant, Account)
        }

    def write(self, session: Session) -> None:
        for model, rows in self.rows.items():
            session.execute(insert(model), rows)

    def add_person(self, person: Colleague) -> None:
        """Somebody who works for the trust, and their account."""
        folded = f"{fold(person.first_name)}.{fold(person.last_name)}".replace(" ", "")
        # Many teaching assistants and support staff have no address at work.
        has_email = person.group in (StaffGroup.LEADER, StaffGroup.TEACHER) or self.material.random.random() < 0.4
        induction = person.started_on if person.is_in_induction else None
        self.add(
            Person,
            id=person.id,
            staff_code=person.code,
            first_name=person.first_name,
            last_name=person.last_name,
            preferred_name=None,
            sort_first_name=fold(person.first_name),
            sort_last_name=fold(person.last_name),
            email=f"{folded}@{read_seed('trust')['trust']['mail_domain']}" if has_email else None,
            induction_started_on=induction,
            induction_ended_on=dt.date(induction.year + 2, 8, 31) if induction else None,
        )
        self.add_account(person.id)

    def add_account(self, person_id: uuid.UUID) -> None:
        self.add(
            Account,
            person_id=person_id,
            password_hash=None,
            created_at=dt.datetime(2024, 9, 2, 8, tzinfo=dt.UTC),
            disabled_at=None,
        )

    def add_post(
        self,
        person: Colleague,
        place: Place,
        title: str,
        group: StaffGroup,
        started_on: dt.date,
        fte: float | None = None,
    ) -> None:
        """A post at a school; hours, weeks and days are drawn from those that its group has."""
        hours = read_seed("posts")["hours"][group.value]
        choice = self.material.random.randrange(len(hours["fte"]))
        weekly = hours["weekly"][min(choice, len(hours["weekly"]) - 1)]
        self.add(
            Post,
            person_id=person.id,
            school_id=place.id,
            job_title=title,
            staff_group=group,
            fte=fte or hours["fte"][choice],
            weekly_hours=weekly,
            weeks_per_year=self.material.random.choice(hours["weeks"]),
            working_days=self.material.random.choice(["Mon,Tue,Wed,Thu,Fri", "Mon,Tue,Wed,Thu,Fri", "Mon,Tue,Wed"]),
            started_on=started_on,
            ended_on=None,
            line_manager_id=None,
        )

    def grant(self, person: Colleague, role: Role, place: Place | None, **more: Any) -> None:
        self.add_grant(person.id, role, place.id if place else None, **more)

    def add_grant(self, person_id: uuid.UUID, role: Role, school_id: uuid.UUID | None, **more: Any) -> None:
        grant = {
            "person_id": person_id,
            "role": role,
            "school_id": school_id,
            "of_person_id": None,
            "delegated_by_id": None,
            "started_on": dt.date(2024, 9, 1),
            "ended_on": None,
            "granted_by_id": None,
        }
        self.add(RoleGrant, **(grant | more))

    def add(self, model: type, **row: Any) -> None:
        self.rows[model].append({"id": self.material.key()} | row)
