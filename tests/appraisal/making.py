"""Cycles and reviews of the small trust, written through the services."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.appraisal import documents, queries, services
from cpd.appraisal.models import AppraisalCycle, Review
from cpd.appraisal.routes.printing import frozen
from cpd.core.database import transaction
from cpd.people.actor import Actor, load_actor
from cpd.standards.models import Standard
from cpd.training.models import Category, Completion, Course, Source
from tests.world import NOW, TODAY, World

SENTENCE = "Rosa waits after a wrong answer, and pupils offer more of them."
FOCUS = "Waiting long enough for everybody to think."
OBJECTIVE = {
    "text": "See an answer from every pupil twice before independent work.",
    "how_we_will_know": "Planned at two points, and a decision for each.",
    "what_came_of_it": "",
}
NEED = {"need": "To know more about language difficulties.", "agreed_action": "A morning at the special school."}
OWN_WORDS = "I now hear from pupils who never used to speak."
COMMENT = "This is a fair picture of my year."
COURSE = "Communication and interaction"


class Appraisals:
    """The cycle of 2026/27 in the small trust, where the frameworks are loaded, and hands that write reviews."""

    def __init__(self, trust: World, session: Session) -> None:
        self.trust = trust
        self.session = session
        with transaction() as writing:
            cycle = AppraisalCycle(starts_on=dt.date(2026, 9, 1), ends_on=dt.date(2027, 8, 31))
            writing.add(cycle)
            writing.flush()
            self.cycle_id = cycle.id

    def actor(self, persona: str) -> Actor:
        return load_actor(self.session, self.trust.person(persona), TODAY)

    def started(self, of: str = "teacher", appraiser: str | None = None, by: str = "head") -> uuid.UUID:
        """A review just begun."""
        actor, person_id = self.actor(by), self.trust.person(of)
        chosen = self.trust.person(appraiser) if appraiser else None
        with transaction() as writing:
            cycle = queries.get_cycle(writing, self.cycle_id)
            (review,) = services.start_reviews(
                writing, actor, cycle, self.trust.school("hazel"), {person_id: chosen}, NOW
            )
            return review.id

    def written(self, **more: Any) -> uuid.UUID:
        """Rosa's review with something in every part."""
        review_id = self.started(**more)
        self.complete()
        teacher, appraiser = self.actor("teacher"), self.actor("appraiser")
        ts1, ts6 = self.standard("TS1"), self.standard("TS6")
        with transaction() as writing:
            review = queries.get_review(writing, teacher, review_id, for_writing=True)
            services.save_focus(writing, teacher, review, FOCUS, review.version)
            services.bring_own_words(writing, teacher, review, OWN_WORDS, uuid.uuid4(), NOW)
            writing.flush()
            services.save_comment(writing, teacher, review, COMMENT, review.version)
        with transaction() as writing:
            review = queries.get_review(writing, appraiser, review_id, for_writing=True)
            services.save_sentence(writing, appraiser, review, ts1, SENTENCE, 0)
            services.save_objective(
                writing,
                appraiser,
                review,
                None,
                ts6,
                OBJECTIVE,
                version=0,
                request_key=uuid.uuid4(),
                is_not_about_results=False,
            )
            services.save_need(writing, appraiser, review, None, NEED, version=0, request_key=uuid.uuid4())
        return review_id

    def sign(self, review_id: uuid.UUID, persona: str, at: dt.datetime = NOW) -> None:
        actor = self.actor(persona)
        with transaction() as writing:
            review = queries.get_review(writing, actor, review_id, for_writing=True)
            sources = queries.get_sources(writing, review, TODAY)
            content = documents.content_json(review, sources)
            services.sign(
                writing,
                actor,
                review,
                actor.name,
                self.trust.accounts[persona],
                content=content,
                seen=services.digest(content),
                freeze=lambda signed: frozen(documents.review_document(signed, sources)),
                at=at,
            )

    def closed(self) -> uuid.UUID:
        review_id = self.written()
        self.sign(review_id, "teacher")
        self.sign(review_id, "appraiser", NOW + dt.timedelta(hours=1))
        return review_id

    def complete(self, persona: str = "teacher", on: dt.date = dt.date(2026, 10, 12), code: str = "SEND-CI") -> None:
        """A course completed by somebody."""
        with transaction() as writing:
            course = writing.scalars(select(Course).where(Course.code == code)).first()
            if course is None:
                course = Course(code=code, title=COURSE, category=Category.SEND, entered_at=NOW)
                writing.add(course)
                writing.flush()
            writing.add(
                Completion(
                    person_id=self.trust.person(persona),
                    course_id=course.id,
                    completed_on=on,
                    source=Source.HAND,
                    entered_at=NOW,
                )
            )

    def standard(self, code: str) -> uuid.UUID:
        return self.session.scalars(select(Standard.id).where(Standard.code == code)).one()

    def review(self, review_id: uuid.UUID, persona: str = "teacher") -> Review:
        """The review as it is now."""
        self.session.rollback()
        return queries.get_review(self.session, self.actor(persona), review_id)
