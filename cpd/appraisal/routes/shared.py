"""What the pages of one review have in common."""

import uuid
from collections.abc import Callable

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.appraisal import queries
from cpd.appraisal.models import Review, ReviewState
from cpd.core.access import require
from cpd.core.database import db
from cpd.people.actor import Actor


def review_to_write(review_id: uuid.UUID, may_write: Callable[[Actor, Review], bool]) -> tuple[Actor, Review]:
    """The review behind a form. While it is signed the form is not opened; one that was open already keeps its words
    and is refused by the service."""
    actor = current_actor()
    review = queries.get_review(db.session(), actor, review_id)
    require(may_write(actor, review))
    if request.method == "GET" and review.state is not ReviewState.OPEN:
        flash(
            "Both have signed this review, so it stays as it is."
            if review.state is ReviewState.CLOSED
            else "One of you has signed, so the words rest. Take the review back to change them.",
            "info",
        )
        abort(redirect(url_for("appraisal.review_show", review_id=review_id)))
    return actor, review


def back_to(review_id: uuid.UUID, anchor: str) -> ResponseReturnValue:
    return redirect(url_for("appraisal.review_show", review_id=review_id, _anchor=anchor))
