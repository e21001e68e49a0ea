"""What the pages of one review have in common."""

import uuid
from collections.abc import Callable

from flask import abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from cpd.accounts.signed_in import current_actor
from cpd.appraisal import queries
from cpd.appraisal.forms.words import SEEN, WordsForm
from cpd.appraisal.models import Review, ReviewState
from cpd.appraisal.pages.last_year import LastYear, last_year
from cpd.appraisal.queries.last_year import signed_before
from cpd.appraisal.rules.stages import MeetingKind
from cpd.appraisal.rules.words import Settled, edition
from cpd.core.access import require
from cpd.core.database import db
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.forms import as_sentences, faults_of
from cpd.people.actor import Actor


def review_to_write(
    review_id: uuid.UUID,
    may_write: Callable[[Actor, Review], bool],
    read: Callable[[Session, Actor, uuid.UUID], Review] = queries.get_review,
) -> tuple[Actor, Review]:
    """The review behind a form. While it is signed the form is not opened; one that was open already keeps its words
    and is refused by the service."""
    actor = current_actor()
    review = read(db.session(), actor, review_id)
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


def agreed_last(actor: Actor, review: Review, kind: MeetingKind) -> LastYear | None:
    """What was agreed in the review before, for a planning meeting. Where it has a ``review_id``, its words are shown,
    and the page enters that they were read."""
    if kind is not MeetingKind.PLANNING:
        return None
    return last_year(actor, review, signed_before(db.session(), actor, review))


def back_to(review_id: uuid.UUID, anchor: str) -> ResponseReturnValue:
    """To the place in the review; to the meeting where the page was opened from one."""
    if request.args.get("meeting") in set(MeetingKind):
        kind = request.args["meeting"]
        return redirect(url_for("appraisal.meeting_show", review_id=review_id, kind=kind, _anchor=anchor))
    return redirect(url_for("appraisal.review_show", review_id=review_id, _anchor=anchor))


def kept(form: WordsForm, save: Callable[[], Settled]) -> ResponseReturnValue:
    """The answer to a page that saves itself: the edition of each text that was kept, what others wrote meanwhile in
    texts that nobody touched here, and in sentences what was not kept. Read by autosave.js."""
    if not form.validate():
        return jsonify(errors=as_sentences(faults_of(form))), 422
    try:
        settled = save()
    except DomainError as error:
        return jsonify(errors=as_sentences([error])), 422
    answer = {
        "editions": {f"{SEEN}{name}": edition(text) for name, text in settled.to_save.items()},
        "others": {
            name: {"text": text, "seen": f"{SEEN}{name}", "edition": edition(text)}
            for name, text in settled.others.items()
        },
    }
    if not settled.newer:
        return jsonify(answer)
    what = " and ".join(f"“{form.label_of(name)}”" for name in settled.newer)
    sentence = f"Somebody changed {what} meanwhile. Press Save: both texts are shown, and nothing is lost."
    return jsonify(**answer, errors=as_sentences([StaleRecord(sentence)])), 409
