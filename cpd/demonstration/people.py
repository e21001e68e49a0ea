"""The schools of the demonstration trust, their people, posts, leave, roles and accounts."""

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.core.names import fold
from cpd.demonstration.cast import Colleague, Place
from cpd.demonstration.material import THE_DAY, Material, read_seed
from cpd.demonstration.people_rows import PeopleRows
from cpd.people.models import (
    Away,
    ContactKind,
    Person,
    Phase,
    Post,
    Role,
    RoleGrant,
    School,
    SchoolContact,
    StaffGroup,
    Trust,
)

AMBASSADORS_A_SCHOOL = 3
_GROUPS = {
    "leader": StaffGroup.LEADER,
    "teacher": StaffGroup.TEACHER,
    "teaching_assistant": StaffGroup.TEACHING_ASSISTANT,
    "support": StaffGroup.SUPPORT,
}


class Peopling:
    """Makes the people and remembers them for the parts that follow."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.places: list[Place] = []
        self._made = PeopleRows(material)
        self._names = _names_in_the_seed()
        self._count = 0

    @property
    def rows(self) -> dict[type, list[dict[str, Any]]]:
        return self._made.rows

    @property
    def everybody(self) -> list[Colleague]:
        return [person for place in self.places for person in place.people]

    @property
    def schools(self) -> list[Place]:
        return [place for place in self.places if place.phase is not Phase.CENTRAL]

    def write(self, session: Session) -> None:
        """Make everybody and write them, into the trust that ``cpd db upgrade`` began."""
        seed = read_seed("trust")
        worry = seed["trust"]["worries"]["about_the_head"]
        trust = session.scalars(select(Trust)).one()
        trust.name = seed["trust"]["name"]
        trust.named_person = f"{worry['name']}, {worry['role'].lower()}"
        trust.named_person_reached_by = f"{worry['telephone']}, {worry['email']}"
        trust.is_demonstration = True
        for school in seed["schools"]:
            self._add_school(school)
        self._add_central_team(seed["central_team"])
        for place in self.places:
            self._add_appraisers(place)
        self._add_second_posts()
        self._add_leavers_and_leave()
        self._add_trustees()
        session.flush()
        self._made.write(session)

    # Schools

    def _add_school(self, seed: dict[str, Any]) -> None:
        place = self._place(seed, Phase(seed["phase"]), seed["visits"], seed["training"])
        posts = read_seed("posts")["special" if place.phase is Phase.SPECIAL else "primary"]
        worries = seed["worries"]
        known = {
            "Headteacher": worries["head"]["name"],
            "Deputy Headteacher": worries["lead"]["name"],
            "Pastoral Lead": worries["deputy"]["name"],
            "Family Liaison Officer": worries["deputy"]["name"],
        }
        for kind, key in (
            (ContactKind.SAFEGUARDING_LEAD, "lead"),
            (ContactKind.DEPUTY_SAFEGUARDING_LEAD, "deputy"),
            (ContactKind.HEAD, "head"),
        ):
            self._made.add(
                SchoolContact,
                school_id=place.id,
                kind=kind,
                name=worries[key]["name"],
                reached_by=f"{worries[key]['telephone']}, {worries[key]['email']}",
            )
        self._staff(place, posts, known, seed)
        self._made.grant(place.head, Role.HEAD, place)
        office = next(p for p in place.people if p.job_title in ("School Administrator", "School Business Manager"))
        self._made.grant(office, Role.OFFICE, place)
        experienced = [
            p for p in place.of(StaffGroup.TEACHER) if not p.is_in_induction and p.started_on < dt.date(2024, 9, 1)
        ]
        place.ambassadors = self.material.random.sample(experienced, AMBASSADORS_A_SCHOOL)
        for ambassador in place.ambassadors:
            self._made.grant(ambassador, Role.AMBASSADOR, place)
        if place.phase is Phase.SPECIAL:
            for trainer in place.of(StaffGroup.TEACHER)[:3]:
                self._made.grant(trainer, Role.TRAINER, place)

    def _add_central_team(self, seed: dict[str, Any]) -> None:
        place = self._place(seed, Phase.CENTRAL, 0.0, 0.97)
        known = {
            "Chief Executive Officer": seed["chief_executive"],
            "Director of Education": seed["director_of_education"],
        }
        self._staff(place, read_seed("posts")["central"], known, seed | {"teaching_assistants": 0})
        titles = {person.job_title: person for person in place.people}
        self._made.grant(titles["Director of Education"], Role.DEVELOPMENT_LEAD, None)
        self._made.grant(titles["Data Manager"], Role.ADMINISTRATOR, None)
        first = self.schools[0]
        deputy = next(p for p in first.people if p.job_title == "Deputy Headteacher")
        self._made.grant(
            deputy, Role.HEAD, first, delegated_by_id=first.head.id, ended_on=THE_DAY + dt.timedelta(days=60)
        )
        # An executive head: the head of one school also leads the school that joined last.
        self._made.grant(self.schools[1].head, Role.HEAD, self.schools[-1])

    def _place(self, seed: dict[str, Any], phase: Phase, liveliness: float, training: float) -> Place:
        place = Place(self.material.key(), seed["urn"], seed["name"], phase, liveliness, training)
        self.places.append(place)
        self._made.add(
            School,
            id=place.id,
            urn=place.urn,
            name=place.name,
            sort_name=fold(place.name),
            phase=phase,
            postcode=seed["postcode"],
            joined_on=seed.get("joined_on"),
            closed_on=None,
        )
        return place

    # People

    def _staff(self, place: Place, posts: dict[str, Any], known: dict[str, str], numbers: dict[str, Any]) -> None:
        """Fill a school: the posts it has once, then others by weight until its numbers are reached."""
        wanted = {
            "teacher": numbers["teachers"] - len(posts["each_school"]["leader"]),
            "teaching_assistant": numbers["teaching_assistants"],
            "support": numbers["support"],
        }
        for title in posts["each_school"]["leader"]:
            self._colleague(place, StaffGroup.LEADER, title, known.get(title))
        for group, count in wanted.items():
            titles = list(posts["each_school"].get(group, ()))[:count]
            mix = posts["mix"].get(group, ())
            if mix:
                titles += self.material.random.choices(
                    [post["title"] for post in mix],
                    [post["weight"] for post in mix],
                    k=count - len(titles),
                )
            for title in titles:
                name = known.pop(title, None)
                known = {other: whose for other, whose in known.items() if whose != name}
                self._colleague(place, _GROUPS[group], title, name)

    def _colleague(self, place: Place, group: StaffGroup, title: str, name: str | None) -> Colleague:
        first, last = name.split(" ", 1) if name else self._new_name()
        self._count += 1
        person = Colleague(
            id=self.material.key(),
            code=f"W{self._count:04d}",
            first_name=first,
            last_name=last,
            school=place,
            group=group,
            job_title=title,
            started_on=self._start(title, named=name is not None),
        )
        place.people.append(person)
        self._made.add_person(person)
        self._made.add_post(person, place, title, group, person.started_on)
        return person

    def _new_name(self) -> tuple[str, str]:
        names = read_seed("names")
        while True:
            first, last = self.material.random.choice(names["first"]), self.material.random.choice(names["last"])
            if (folded := fold(f"{first} {last}")) not in self._names:
                self._names.add(folded)
                return first, last

    def _start(self, title: str, *, named: bool) -> dt.date:
        chance = self.material.random.random()
        if title.startswith("ECT"):
            return dt.date(2026, 9, 1) if chance < 0.5 else dt.date(2025, 9, 1)
        if chance < 0.1 and not named:
            # Starters of this term: some are trained, some are not due yet.
            return self.material.random.choice(
                [dt.date(2026, 9, 1), dt.date(2026, 9, 1), dt.date(2026, 10, 5), dt.date(2026, 11, 2)]
            )
        year = self.material.random.choice(range(2013, 2026))
        return dt.date(year, *self.material.random.choice([(9, 1), (9, 1), (9, 1), (1, 5), (4, 20)]))

    def _add_second_posts(self) -> None:
        pairs = read_seed("posts")["second_posts"]
        for place in self.schools:
            for pair in pairs:
                person = next((p for p in place.people if p.job_title == pair["first"]), None)
                if person is None or self.material.random.random() < 0.4:
                    continue
                other = pair.get("other_school", False)
                where = self.material.random.choice([p for p in self.schools if p is not place]) if other else place
                group = StaffGroup.SUPPORT if person.group is not StaffGroup.TEACHER else person.group
                self._made.add_post(
                    person, where, pair["second"], group, max(person.started_on, dt.date(2024, 9, 1)), 0.2
                )

    def _add_leavers_and_leave(self) -> None:
        chance = self.material.random
        posts = {row["person_id"]: row for row in self.rows[Post]}
        with_a_role = {row["person_id"] for row in self.rows[RoleGrant]}
        for person in self.everybody:
            if person.id in with_a_role:
                continue
            draw = chance.random()
            if draw < 0.02:
                started = chance.choice([dt.date(2026, 5, 4), dt.date(2026, 9, 7), dt.date(2026, 10, 12)])
                ended = chance.choice([None, dt.date(2027, 2, 12)])
                person.away_from = started
                self._made.add(Away, person_id=person.id, started_on=started, ended_on=ended)
            elif draw < 0.05 and person.started_on < dt.date(2025, 1, 1) and person.group is not StaffGroup.LEADER:
                person.ended_on = chance.choice([dt.date(2025, 8, 31), dt.date(2026, 4, 1), dt.date(2026, 8, 31)])
                posts[person.id]["ended_on"] = person.ended_on

    # Roles

    def _add_appraisers(self, place: Place) -> None:
        """Leaders appraise and line-manage in turn; the deputy and assistants are appraised by the head."""
        leaders = place.of(StaffGroup.LEADER)
        manager_of = {row["person_id"]: row for row in self.rows[Post]}
        for number, person in enumerate(place.people[1:]):
            manager = leaders[0] if person.group is StaffGroup.LEADER else leaders[number % len(leaders)]
            person.appraiser = manager
            manager_of[person.id]["line_manager_id"] = manager.id
            if not person.is_in_induction:
                self._made.add_grant(manager.id, Role.APPRAISER, place.id, of_person_id=person.id)

    def _add_trustees(self) -> None:
        for _ in range(3):
            first, last = self._new_name()
            key = self.material.key()
            self._made.add(
                Person,
                id=key,
                staff_code=None,
                first_name=first,
                last_name=last,
                preferred_name=None,
                sort_first_name=fold(first),
                sort_last_name=fold(last),
                email=f"{fold(first)}.{fold(last)}@trustees.wrenfold.example".replace(" ", ""),
                induction_started_on=None,
                induction_ended_on=None,
            )
            self._made.add_account(key)
            self._made.add_grant(key, Role.TRUSTEE, None)


def _names_in_the_seed() -> set[str]:
    """The names that the seed gives to somebody, so that nobody else is called the same."""
    seed = read_seed("trust")
    central = seed["central_team"]
    names = [central["chief_executive"], central["director_of_education"]]
    names += [worry["name"] for school in seed["schools"] for worry in school["worries"].values()]
    return {fold(name) for name in names}
