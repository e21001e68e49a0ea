"""Cycles and reviews of the small trust, written through the services."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.appraisal import documents, queries, services
from cpd.appraisal.documents.printing import frozen
from cpd.appraisal.models import Adviser, AppraisalCycle, Induction, Review, ReviewPart, SignedRecord, TrustPriority
from cpd.appraisal.queries.batches import get_batch
from cpd.appraisal.queries.keeping import holds_of
from cpd.appraisal.rules.conclusion import Conclusion, EarlierKind
from cpd.appraisal.rules.stages import Capacity, MeetingKind, Stage
from cpd.appraisal.rules.words import Typed
from cpd.appraisal.services import consistency, keeping, moderation
from cpd.appraisal.services.writing import Cited
from cpd.core.canonical import canonical_json
from cpd.core.database import transaction
from cpd.core.pdf import to_pdf
from cpd.core.uploads import take_in
from cpd.people.actor import Actor, load_actor
from cpd.people.models import Person, StaffGroup
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
EARLIER = (
    (EarlierKind.CONVERSATION, dt.date(2026, 10, 5), "We talked about the starts of lessons."),
    (EarlierKind.SUPPORT_OFFERED, dt.date(2026, 10, 12), "Four mornings with Marek, whose starts are calm."),
)
STEP = {"step": "The same greeting and first task each morning.", "school_does": "Cover on Tuesdays to watch Marek."}
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
            words = {"focus": Typed(FOCUS, 0), "person_comment": Typed(COMMENT, 0)}
            services.save_own_words(writing, teacher, review, words)
            services.bring_own_words(writing, teacher, review, OWN_WORDS, uuid.uuid4(), NOW)
        with transaction() as writing:
            review = queries.get_review(writing, appraiser, review_id, for_writing=True)
            services.save_sentence(writing, appraiser, review, ts1, SENTENCE, 0)
            services.save_objective(
                writing,
                appraiser,
                review,
                None,
                Cited(ts6),
                OBJECTIVE,
                version=0,
                request_key=uuid.uuid4(),
                is_not_about_results=False,
            )
            services.save_need(writing, appraiser, review, None, NEED, version=0, request_key=uuid.uuid4())
        return review_id

    def moved_to(self, review_id: uuid.UUID, stage: Stage) -> uuid.UUID:
        """Moved on by its appraiser, stage by stage."""
        while (review := self.session.get_one(Review, review_id, populate_existing=True)).stage is not stage:
            appraiser, seen = load_actor(self.session, review.appraiser_id, TODAY), review.stage
            with transaction() as writing:
                review = queries.get_review(writing, appraiser, review_id, for_writing=True)
                services.move_on(writing, appraiser, review, seen, NOW)
        return review_id

    def to_sign(self, **more: Any) -> uuid.UUID:
        """Rosa's review, written and ready to be signed."""
        return self.moved_to(self.written(**more), Stage.COMMENT_AND_SIGNATURES)

    def induction(self, of: str, mentor: str | None = None, tutor: str | None = None) -> None:
        """Somebody in induction since September, with whoever looks after it."""
        with transaction() as writing:
            writing.get_one(Person, self.trust.person(of)).induction_started_on = dt.date(2026, 9, 1)
            writing.add(
                Induction(
                    person_id=self.trust.person(of),
                    mentor_id=self.trust.person(mentor) if mentor else None,
                    tutor_id=self.trust.person(tutor) if tutor else None,
                )
            )

    def priority(self, title: str, ended_on: dt.date | None = None) -> uuid.UUID:
        """A priority of the trust from this September."""
        with transaction() as writing:
            started_on = dt.date(2026, 9, 1)
            one = TrustPriority(title=title, started_on=started_on, ended_on=ended_on, request_key=uuid.uuid4())
            writing.add(one)
            writing.flush()
            return one.id

    def moderation(self, review_id: uuid.UUID, moderator: str, *, is_agreed: bool = True) -> uuid.UUID:
        """The head has asked whether somebody may read a review, and its person has agreed."""
        head, moderator_id = self.actor("head"), self.trust.person(moderator)
        with transaction() as writing:
            review = queries.get_review(writing, head, review_id, for_writing=True)
            review.cycle.has_moderation = True
            moderation.ask_for_moderation(writing, head, review, moderator_id, NOW)
        with transaction() as writing:
            person = load_actor(writing, writing.get_one(Review, review_id).person_id, TODAY)
            review = queries.get_review(writing, person, review_id, for_writing=True)
            one = next(one for one in review.moderations if one.moderator_id == moderator_id)
            if is_agreed:
                moderation.answer_moderation(writing, person, review, one.id, agrees=True, at=NOW)
            return one.id

    def consistency_round(self, codes: tuple[str, ...], closes_on: dt.date = dt.date(2026, 12, 4)) -> uuid.UUID:
        """A round over invented reviews, opened today."""
        lead = self.actor("development_lead")
        with transaction() as writing:
            return consistency.open_round(
                writing,
                lead,
                title="Before the meetings",
                closes_on=closes_on,
                case_codes=codes,
                request_key=uuid.uuid4(),
            )

    def parts(self, review_id: uuid.UUID, kind: MeetingKind) -> None:
        """What the two have written before a meeting, and not sent."""
        review = self.review(review_id)
        writers = review.person_id, review.appraiser_id
        with transaction() as writing:
            writing.add_all(
                ReviewPart(review_id=review_id, meeting=kind, writer_id=writer, text="What I want to talk about.")
                for writer in writers
            )

    def adviser(self, review_id: uuid.UUID) -> uuid.UUID:
        """A governor named on a review."""
        with transaction() as writing:
            one = Adviser(review_id=review_id, name="Ulla Marsh", capacity=Capacity.GOVERNOR, request_key=uuid.uuid4())
            writing.add(one)
            writing.flush()
            return one.id

    def laid_down_last_year(self) -> uuid.UUID:
        """A review of Rosa's of the cycle before, which ended without a statement."""
        with transaction() as writing:
            cycle = AppraisalCycle(starts_on=dt.date(2025, 9, 1), ends_on=dt.date(2026, 8, 31))
            writing.add(cycle)
            writing.flush()
            review = Review(
                cycle_id=cycle.id,
                person_id=self.trust.person("teacher"),
                school_id=self.trust.school("hazel"),
                appraiser_id=self.trust.person("appraiser"),
                job_title="Class Teacher",
                staff_group=StaffGroup.TEACHER,
                opened_at=NOW - dt.timedelta(days=400),
                laid_down_on=dt.date(2026, 1, 12),
            )
            writing.add(review)
            writing.flush()
            return review.id

    def long_ago(self, starts_in: int = 2018) -> uuid.UUID:
        """A review of Rosa's whose time is over."""
        review_id = self.laid_down_last_year()
        with transaction() as writing:
            cycle = writing.get_one(AppraisalCycle, writing.get_one(Review, review_id).cycle_id)
            cycle.starts_on, cycle.ends_on = dt.date(starts_in, 9, 1), dt.date(starts_in + 1, 8, 31)
        return review_id

    def hold(self, review_id: uuid.UUID, reason: str = "A question about the conclusion is open.") -> uuid.UUID:
        """The head holds a review while something is in dispute."""
        head = self.actor("head")
        with transaction() as writing:
            review = queries.get_review(writing, head, review_id, for_writing=True)
            keeping.hold_review(writing, head, review, reason, NOW)
            return next(one.id for one in holds_of(writing, review))

    def support_agreed(self, review_id: uuid.UUID, code: str = "TS7") -> uuid.UUID:
        """Rosa's review ends with agreed support: what went before is on record, and the plan has a step and a day."""
        appraiser, standard = self.actor("appraiser"), self.standard(code)
        with transaction() as writing:
            review = queries.get_review(writing, appraiser, review_id, for_writing=True)
            for kind, day, text in EARLIER:
                services.add_earlier(
                    writing, appraiser, review, kind, happened_on=day, text=text, request_key=uuid.uuid4(), at=NOW
                )
            services.save_conclusion(
                writing,
                appraiser,
                review,
                Conclusion.SUPPORT_AGREED,
                standard_ids=[standard],
                pay_recommendation="",
                version=review.version,
            )
            writing.flush()
            services.save_step(
                writing,
                appraiser,
                review,
                None,
                words=STEP,
                by_on=dt.date(2026, 12, 18),
                done_on=None,
                version=0,
                request_key=uuid.uuid4(),
            )
            services.save_day_together(
                writing,
                appraiser,
                review,
                None,
                due_on=dt.date(2026, 12, 4),
                held_on=None,
                text="",
                version=0,
                request_key=uuid.uuid4(),
            )
        return review_id

    def kept(self, review_id: uuid.UUID) -> uuid.UUID:
        """A signed record for a review that was not signed, for those who only look for its files."""
        review = self.review(review_id)
        record = canonical_json(documents.review_document(review, queries.get_sources(self.session, review, TODAY)))
        pdf = b"%PDF-1.7"
        with transaction() as writing:
            writing.add(
                SignedRecord(
                    review_id=review_id,
                    record_json=record,
                    record_sha256=services.digest(record),
                    pdf=pdf,
                    pdf_sha256=services.digest(pdf),
                    archive=pdf,
                    archive_sha256=services.digest(pdf),
                    frozen_at=NOW,
                )
            )
        return review_id

    def batch(self, review_id: uuid.UUID) -> uuid.UUID:
        """A batch of the head's, stopped once a review's file was made."""
        head, school_id = self.actor("head"), self.trust.school("hazel")
        pdf = to_pdf("<!DOCTYPE html><html lang='en-GB'><title>A statement</title><h1>A statement</h1>")
        with transaction() as writing:
            cycle = queries.get_cycle(writing, self.cycle_id)
            batch_id = services.ask_for_batch(writing, head, school_id, cycle, request_key=uuid.uuid4(), at=NOW)
            services.keep_file(writing, batch_id, review_id, pdf, is_draft=True, person="Rosa Quill", at=NOW)
            services.stop_batch(writing, head, get_batch(writing, head, batch_id), NOW)
        return batch_id

    def sign(self, review_id: uuid.UUID, persona: str, at: dt.datetime = NOW) -> None:
        self.moved_to(review_id, Stage.COMMENT_AND_SIGNATURES)
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

    def bring_file(self, review_id: uuid.UUID, content: bytes = b"%PDF-1.7 a page") -> uuid.UUID:
        """A file of Rosa's in her review."""
        teacher, key = self.actor("teacher"), uuid.uuid4()
        with transaction() as writing:
            review = queries.get_review(writing, teacher, review_id, for_writing=True)
            file = take_in("Talk partners.pdf", content)
            services.bring_own_words(writing, teacher, review, OWN_WORDS, key, NOW, file=file)
            writing.flush()
            return next(one.id for one in review.brought if one.request_key == key)
