"""Two cycles of appraisal in the demonstration trust.

In 2025/26 two schools tried it with everybody and the others with their leaders: those reviews are signed and frozen.
In 2026/27 everybody's has begun.
"""

import datetime as dt
import os
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from cpd.accounts.models import Account
from cpd.appraisal.documents import ReviewDocument, review_document
from cpd.appraisal.documents.printing import printed_page
from cpd.appraisal.models import (
    AppraisalCycle,
    Brought,
    BroughtKind,
    DevelopmentNeed,
    Objective,
    Review,
    ReviewState,
    Signature,
    SignedRecord,
    Signer,
    StandardSentence,
)
from cpd.appraisal.queries import get_review, get_sources
from cpd.appraisal.rules.signing import check_code
from cpd.appraisal.services.signing import digest
from cpd.core.canonical import canonical_json
from cpd.core.pdf import to_pdf_and_archive
from cpd.demonstration.agreed_support import AgreedSupport
from cpd.demonstration.cast import Colleague, Place
from cpd.demonstration.coaching import Coaching
from cpd.demonstration.material import THE_DAY, Material, read_seed
from cpd.demonstration.people import Peopling
from cpd.people.actor import Actor
from cpd.people.models import Phase, StaffGroup
from cpd.standards.models import Standard

PILOT_SCHOOLS = 2
_LAST_YEAR, _THIS_YEAR = dt.date(2025, 9, 1), dt.date(2026, 9, 1)
_ENDINGS = {
    StaffGroup.LEADER: ("objectives_leader", "comments"),
    StaffGroup.TEACHER: ("objectives", "comments"),
    StaffGroup.TEACHING_ASSISTANT: ("objectives_ta", "comments_ta"),
    StaffGroup.SUPPORT: ("objectives_support", "comments_support"),
}
_CAME_OF_IT = [
    "It can be seen in any lesson now.",
    "Most of the way there; the last part goes on in the autumn.",
    "Done by Easter, and shared with the year group.",
    "It took longer than planned and was worth it.",
    "Changed at mid-year to something smaller, which has stuck.",
]
_TEACHING = ["TS1", "TS2", "TS3", "TS4", "TS5", "TS6", "TS7", "TS8"]


class Appraisal:
    """Writes cycles and reviews, and freezes those that both have signed."""

    def __init__(self, material: Material, people: Peopling, coaching: Coaching) -> None:
        self.material = material
        self.people = people
        self.coaching = coaching
        self.closed: list[tuple[uuid.UUID, Colleague]] = []
        self.rows: dict[type, list[dict[str, Any]]] = {
            model: []
            for model in (AppraisalCycle, Review, StandardSentence, Objective, DevelopmentNeed, Brought, Signature)
        }

    def write(self, session: Session, progress: Callable[[int, int], None]) -> None:
        """``progress`` is told how many frozen reviews are printed, and of how many."""
        self.standards = {code: key for key, code in session.execute(select(Standard.id, Standard.code))}
        self.accounts = {person: key for key, person in session.execute(select(Account.id, Account.person_id))}
        last, this = (self._cycle(starts_on) for starts_on in (_LAST_YEAR, _THIS_YEAR))
        for number, place in enumerate(self.people.places):
            for person in self._reviewed(place):
                if person.started_on < dt.date(2026, 1, 1) and (
                    number < PILOT_SCHOOLS or person.group is StaffGroup.LEADER
                ):
                    self._closed_review(last, place, person)
                self._begun_review(this, place, person)
        for model, rows in self.rows.items():
            session.execute(insert(model), rows)
        AgreedSupport(self.standards).write(session, self.closed)
        session.execute(insert(SignedRecord), list(self._freeze(session, progress)))

    def _cycle(self, starts_on: dt.date) -> uuid.UUID:
        key = self.material.key()
        self._add(AppraisalCycle, id=key, starts_on=starts_on, ends_on=dt.date(starts_on.year + 1, 8, 31))
        return key

    @staticmethod
    def _reviewed(place: Place) -> Iterator[Colleague]:
        for person in place.people:
            if person.appraiser is None or person.is_in_induction or person.ended_on is not None:
                continue
            if place.phase is Phase.CENTRAL and person.group is StaffGroup.SUPPORT:
                continue
            yield person

    def _review(self, cycle: uuid.UUID, place: Place, person: Colleague, **more: Any) -> uuid.UUID:
        assert person.appraiser is not None
        key = self.material.key()
        self._add(
            Review,
            id=key,
            cycle_id=cycle,
            person_id=person.id,
            school_id=place.id,
            appraiser_id=person.appraiser.id,
            job_title=person.job_title,
            staff_group=person.group,
            hr_contact_id=None,
            resting_record=None,
            version=1,
            **({"state": ReviewState.OPEN, "focus": "", "person_comment": ""} | more),
        )
        return key

    def _closed_review(self, cycle: uuid.UUID, place: Place, person: Colleague) -> None:
        comments = read_seed("appraisal")[_ENDINGS[person.group][1]]
        key = self._review(
            cycle,
            place,
            person,
            state=ReviewState.CLOSED,
            focus=self.coaching.focus_of.get(person.id, "") if self.material.random.random() < 0.8 else "",
            person_comment=self.material.next_of(comments),
            opened_at=self.material.moment(dt.date(2025, 9, 15)),
        )
        self._add_sentences(key, person)
        self._add_objectives(key, person, ended=True)
        self._add_needs(key, person)
        self._add_brought(key, person, dt.date(2026, 6, 22))
        signed = self.material.moment(self.material.school_day(dt.date(2026, 6, 29), dt.date(2026, 7, 17)))
        for signer, who in ((Signer.PERSON, person), (Signer.APPRAISER, person.appraiser)):
            assert who is not None
            self._add(
                Signature,
                id=self.material.key(),
                review_id=key,
                signer=signer,
                typed_name=who.name,
                person_id=who.id,
                account_id=self.accounts[who.id],
                signed_at=signed,
            )
            signed += dt.timedelta(minutes=self.material.random.choice([6, 25, 1500]))
        self.closed.append((key, person))

    def _begun_review(self, cycle: uuid.UUID, place: Place, person: Colleague) -> None:
        opened = self.material.moment(dt.date(2026, 9, 14))
        brings = self.material.random.random() < 0.5
        focus = self.coaching.focus_of.get(person.id, "") if brings else ""
        key = self._review(cycle, place, person, focus=focus, opened_at=opened)
        if self.material.random.random() < 0.75:
            self._add_objectives(key, person, ended=False)
        if self.material.random.random() < 0.4:
            self._add_needs(key, person)
        if focus and self.material.random.random() < 0.4:
            self._add_brought(key, person, dt.date(2026, 11, 16))

    # The parts of a review

    def _framework(self, person: Colleague) -> list[str]:
        if person.group in (StaffGroup.LEADER, StaffGroup.TEACHER):
            return _TEACHING
        return ["TA1", "TA4"] if person.group is StaffGroup.SUPPORT else ["TA1", "TA2", "TA3", "TA4"]

    def _fill(self, text: str, person: Colleague) -> str:
        return self.material.fill(text, name=person.first_name)

    def _add_sentences(self, review: uuid.UUID, person: Colleague) -> None:
        codes = self._framework(person)
        written = self.material.random.sample(codes, self.material.random.randint(2, min(5, len(codes))))
        for code in sorted(written):
            text = self._fill(self.material.next_of(read_seed("appraisal")["sentences"][code]), person)
            self._add(
                StandardSentence,
                id=self.material.key(),
                review_id=review,
                standard_id=self.standards[code],
                text=text,
                version=1,
            )

    def _add_objectives(self, review: uuid.UUID, person: Colleague, *, ended: bool) -> None:
        offered = read_seed("appraisal")[_ENDINGS[person.group][0]]
        for position in range(1, self.material.random.choice([2, 2, 3]) + 1):
            objective = self.material.next_of(offered)
            self._add(
                Objective,
                id=self.material.key(),
                review_id=review,
                position=position,
                standard_id=self.standards[objective["standards"][0]],
                text=self._fill(objective["text"], person),
                how_we_will_know=self._fill(objective["looks_like"], person),
                what_came_of_it=self.material.next_of(_CAME_OF_IT) if ended else "",
                request_key=self.material.key(),
                version=1,
            )

    def _add_needs(self, review: uuid.UUID, person: Colleague) -> None:
        fitting = set(self._framework(person))
        offered = [need for need in read_seed("appraisal")["needs"] if need["standard"] in fitting]
        for position, need in enumerate(
            self.material.random.sample(offered, self.material.random.choice([1, 1, 2])), 1
        ):
            self._add(
                DevelopmentNeed,
                id=self.material.key(),
                review_id=review,
                position=position,
                need=self._fill(need["need"], person),
                agreed_action=self._fill(need["action"], person),
                request_key=self.material.key(),
                version=1,
            )

    def _add_brought(self, review: uuid.UUID, person: Colleague, day: dt.date) -> None:
        """Their own words, and sometimes what an ambassador wrote that worked: carried in by them alone."""
        in_class = person.group in (StaffGroup.LEADER, StaffGroup.TEACHER)
        own_words = read_seed("appraisal")["brought" if in_class else "brought_ta"]
        if person.group is not StaffGroup.SUPPORT and self.material.random.random() < 0.5:
            self._bring(review, BroughtKind.OWN_WORDS, self.material.next_of(own_words), day)
        visits = [one for one in self.coaching.worked_for.get(person.id, []) if _same_year(one.on, day)]
        if visits and self.material.random.random() < 0.6:
            visit = self.material.random.choice(visits)
            self._bring(
                review, BroughtKind.VISIT, visit.worked, day, source_id=visit.id, source_on=visit.on, coach_id=visit.by
            )

    def _bring(self, review: uuid.UUID, kind: BroughtKind, text: str, day: dt.date, **source: Any) -> None:
        self._add(
            Brought,
            id=self.material.key(),
            review_id=review,
            kind=kind,
            text=text,
            brought_at=self.material.moment(day),
            request_key=self.material.key(),
            **({"source_id": None, "source_on": None, "coach_id": None} | source),
        )

    # Freezing

    def _freeze(self, session: Session, progress: Callable[[int, int], None]) -> Iterator[dict[str, Any]]:
        """Print in as many processes as there are cores: it is most of the time that the demonstration takes."""
        documents = [self._document(session, review, person) for review, person in self.closed]
        records = [canonical_json(document) for document in documents]
        pages = [
            printed_page(document, check_code(digest(record)))
            for document, record in zip(documents, records, strict=True)
        ]
        with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as printers:
            printed = printers.map(to_pdf_and_archive, pages, chunksize=4)
            for number, ((review, _), document, record, files) in enumerate(
                zip(self.closed, documents, records, printed, strict=True), 1
            ):
                progress(number, len(pages))
                yield {
                    "id": self.material.key(),
                    "review_id": review,
                    "record_json": record,
                    "record_sha256": digest(record),
                    "pdf": files.pdf,
                    "pdf_sha256": digest(files.pdf),
                    "archive": files.archive,
                    "archive_sha256": digest(files.archive),
                    "frozen_at": document.signatures[-1].signed_at,
                }

    def _document(self, session: Session, review_id: uuid.UUID, person: Colleague) -> ReviewDocument:
        reader = Actor(person_id=person.id, name=person.name, today=THE_DAY)
        review = get_review(session, reader, review_id)
        return review_document(review, get_sources(session, review, dt.date(2026, 7, 20)))

    def _add(self, model: type, **row: Any) -> None:
        self.rows[model].append(row)


def _same_year(one: dt.date, other: dt.date) -> bool:
    first = dt.date(other.year if other.month >= 9 else other.year - 1, 9, 1)
    return first <= one <= other
