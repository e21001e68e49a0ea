"""Makes the statements of a batch one by one, as the head who asked for them would, and deletes them in time.

Each file is a short transaction of its own, and what is left to make is read anew before each: killed anywhere, the job
goes on with the next run, and every file is there once and whole. What both have signed is taken as it was frozen.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from cpd.appraisal import documents, queries, services
from cpd.appraisal.models import Review, ReviewState, StatementBatch
from cpd.appraisal.queries.batches import next_to_make
from cpd.appraisal.routes.printing import print_review
from cpd.core import audit, clock, jobs
from cpd.core.access import NotFound
from cpd.core.database import db, transaction
from cpd.people.actor import Actor, load_actor


@dataclass(frozen=True)
class _Made:
    pdf: bytes
    is_draft: bool
    person: str


@jobs.handles(services.MAKE_STATEMENTS)
def make_statements(job: jobs.RunningJob) -> None:
    """Make what is left of a batch, until it is stopped."""
    batch_id = uuid.UUID(job.payload["batch_id"])
    while (review_id := next_to_make(db.session(), batch_id)) is not None:
        _make(batch_id, review_id)
    with transaction() as session:
        services.end_batch(session, batch_id, clock.now())


def _make(batch_id: uuid.UUID, review_id: uuid.UUID) -> None:
    made = _made(batch_id, review_id)
    with transaction() as session:
        if made is None:
            services.leave_out(session, batch_id, review_id)
            return
        services.keep_file(
            session, batch_id, review_id, made.pdf, is_draft=made.is_draft, person=made.person, at=clock.now()
        )


def _made(batch_id: uuid.UUID, review_id: uuid.UUID) -> _Made | None:
    """The file of a review, as far as the one who asked may read it today."""
    session = db.session()
    batch = session.get(StatementBatch, batch_id)
    if batch is None:
        return None
    actor = load_actor(session, batch.asked_by_id, clock.today())
    try:
        review = queries.get_review(session, actor, review_id)
    except NotFound:
        return None
    is_draft, person = review.state is not ReviewState.CLOSED, review.person.name
    pdf = _draft(actor, review) if is_draft else queries.signed_pdf(session, actor, review_id)
    session.expunge_all()
    return _Made(pdf, is_draft, person)


def _draft(actor: Actor, review: Review) -> bytes:
    return print_review(documents.review_document(review, queries.get_sources(db.session(), review, actor.today)))


DELETE_STATEMENTS = "appraisal.statements_deleted"


@dataclass(frozen=True)
class _Daily:
    """Who acts in the audit log."""

    person_id: uuid.UUID | None = None
    name: str = "the tidying of each morning"


@jobs.every_day(DELETE_STATEMENTS, at=dt.time(4, 30))
def delete_statements(job: jobs.RunningJob) -> None:
    """Delete what was made more than seven days ago; the reviews themselves stay."""
    with transaction() as session:
        gone = services.delete_old_batches(session, clock.now())
        audit.record_many(session, _Daily(), "statements.deleted", [(batch_id, None, None) for batch_id in gone])
