"""Makes the statements of a batch one by one, as the head who asked for them would, and deletes them in time.

Each file is a short transaction of its own, and a run begins with what is left: killed anywhere, the job goes on with
the next run, and every file is there once and whole. What both have signed is taken as it was frozen. A review that
cannot be printed is marked as such and holds up no other.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cpd.appraisal import documents, queries, services
from cpd.appraisal.documents.printing import printed_page
from cpd.appraisal.models import Review, ReviewState, StatementBatch
from cpd.appraisal.queries.batches import is_wanted, left_to_make
from cpd.core import audit, clock, jobs
from cpd.core.database import db, transaction
from cpd.core.printers import print_many
from cpd.people.actor import Actor, load_actor

log = logging.getLogger(__name__)

# Reviews read at once; whether the batch is still wanted is looked at as often.
AT_ONCE = 12


@dataclass(frozen=True)
class _Draft:
    review_id: uuid.UUID
    person: str


@jobs.handles(services.MAKE_STATEMENTS)
def make_statements(job: jobs.RunningJob) -> None:
    """Make what is left of a batch, until it is stopped."""
    batch_id = uuid.UUID(job.payload["batch_id"])
    left = left_to_make(db.session(), batch_id)
    for draft, printed in print_many(_drafts(batch_id, left), len(left)):
        if isinstance(printed, Exception):
            log.error("Review %s cannot be printed.", draft.review_id, exc_info=printed)
            _mark_unprinted(batch_id, draft.review_id)
        else:
            _keep(batch_id, draft.review_id, printed, draft.person, is_draft=True)
    with transaction() as session:
        services.end_batch(session, batch_id, clock.now())


def _drafts(batch_id: uuid.UUID, left: Sequence[uuid.UUID]) -> Iterator[tuple[_Draft, str]]:
    """The pages that are to be printed. What both have signed needs no printing, and is kept on the way; what the one
    who asked may not read today is left out."""
    for start in range(0, len(left), AT_ONCE):
        session = db.session()
        batch = session.get(StatementBatch, batch_id)
        if batch is None or not is_wanted(session, batch_id):
            return
        actor = load_actor(session, batch.asked_by_id, clock.today())
        some = left[start : start + AT_ONCE]
        reviews = {review.id: review for review in queries.get_reviews(session, actor, some)}
        signed = [one.id for one in reviews.values() if one.state is ReviewState.CLOSED]
        names = {review.id: review.person.name for review in reviews.values()}
        pages = [
            (_Draft(review_id, names[review_id]), _page(actor, reviews[review_id]))
            for review_id in some
            if review_id in reviews and review_id not in signed
        ]
        session.expunge_all()
        for review_id in signed:
            _keep(batch_id, review_id, queries.signed_pdf(session, actor, review_id), names[review_id], is_draft=False)
        for review_id in set(some) - reviews.keys():
            with transaction() as writing:
                services.leave_out(writing, batch_id, review_id)
        yield from pages


def _page(actor: Actor, review: Review) -> str:
    return printed_page(documents.review_document(review, queries.get_sources(db.session(), review, actor.today)))


def _keep(batch_id: uuid.UUID, review_id: uuid.UUID, pdf: bytes, person: str, *, is_draft: bool) -> None:
    with transaction() as session:
        services.keep_file(session, batch_id, review_id, pdf, is_draft=is_draft, person=person, at=clock.now())


def _mark_unprinted(batch_id: uuid.UUID, review_id: uuid.UUID) -> None:
    with transaction() as session:
        services.mark_unprinted(session, batch_id, review_id, clock.now())


DELETE_STATEMENTS = "appraisal.statements_deleted"
_BY_ITSELF = audit.ByItself("the tidying of each morning")


@jobs.every_day(DELETE_STATEMENTS, at=dt.time(4, 30))
def delete_statements(job: jobs.RunningJob) -> None:
    """Delete what was made more than seven days ago; the reviews themselves stay."""
    with transaction() as session:
        gone = services.delete_old_batches(session, clock.now())
        audit.record_many(session, _BY_ITSELF, "statements.deleted", [(batch_id, None, None) for batch_id in gone])
