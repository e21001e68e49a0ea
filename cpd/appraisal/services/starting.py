"""Beginning the reviews of a school in one step, and naming who appraises and who reads."""

import datetime as dt
import uuid
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.appraisal import policy, queries
from cpd.appraisal.models import AppraisalCycle, Review
from cpd.appraisal.queries import Candidate
from cpd.appraisal.services.meetings import hand_over_meetings
from cpd.appraisal.services.move_mails import Begun, tell_of_beginning
from cpd.core import audit
from cpd.core.access import require
from cpd.core.errors import DomainError
from cpd.core.models import holds
from cpd.people.actor import Actor
from cpd.people.models import Person, Role, RoleGrant


def start_reviews(
    session: Session,
    actor: Actor,
    cycle: AppraisalCycle,
    school_id: uuid.UUID,
    appraisers: Mapping[uuid.UUID, uuid.UUID | None],
    at: dt.datetime,
) -> list[Review]:
    """Begin a review for each person in ``appraisers`` (person to appraiser; empty: the one appointed already).

    All or none. Somebody whose review has begun meanwhile is passed over, so a form posted twice begins each once.
    Raises ``DomainError`` for somebody in induction, oneself, or without an appraiser.
    """
    require(policy.can_look_after(actor, school_id))
    # Two people may press the button at once: the second waits here, and then finds the reviews there.
    session.refresh(cycle, with_for_update=True)
    candidates = {one.person_id: one for one in queries.candidates(session, actor, cycle, school_id)}
    chosen = {candidates[one]: appraiser for one, appraiser in appraisers.items() if one in candidates}
    _grant_chosen(session, actor, school_id, chosen)
    started = [
        Review(
            cycle_id=cycle.id,
            person_id=candidate.person_id,
            school_id=school_id,
            appraiser_id=appraiser_id or candidate.appraiser_id,
            job_title=candidate.job_title,
            staff_group=candidate.staff_group,
            opened_at=at,
        )
        for candidate, appraiser_id in chosen.items()
    ]
    session.add_all(started)
    session.flush()
    for review in started:
        audit.record(session, actor, "review.started", review.id, about_person_id=review.person_id)
    begun = [Begun(review.person_id, review.appraiser_id, review.school_id) for review in started]
    tell_of_beginning(session, actor, cycle, begun)
    return started


def _grant_chosen(
    session: Session, actor: Actor, school_id: uuid.UUID, chosen: Mapping[Candidate, uuid.UUID | None]
) -> None:
    """Check whom a review may begin with, and appoint the appraisers that were missing."""
    choices = _choices(session, actor, school_id)
    for candidate, appraiser_id in chosen.items():
        if candidate.is_oneself:
            raise DomainError("Your own review is begun by somebody else who looks after this school.")
        if candidate.is_in_induction:
            raise DomainError(
                f"{candidate.name} is in statutory induction, which takes the place of appraisal: no review is begun."
            )
        if appraiser_id is None and candidate.appraiser_id is None:
            raise DomainError(f"Choose an appraiser for {candidate.name}, or leave them out for now.")
        if appraiser_id is not None and appraiser_id != candidate.appraiser_id:
            _grant(session, actor, appraiser_id, candidate.person_id, school_id, choices)


def appoint(session: Session, actor: Actor, review: Review, appraiser_id: uuid.UUID, at: dt.datetime) -> None:
    """Name another appraiser, and appoint them where nobody has yet. The one before reads the review no more, and
    meetings still to come go from calendar to calendar. Without one the new appraiser is told by a mail of its own."""
    require(policy.can_appoint(actor, review))
    if appraiser_id == review.appraiser_id and review.appraiser_is_appointed:
        return
    if review.signatures:
        raise DomainError(
            "One of the two has signed this review. Ask either of them to take it back before you name another "
            "appraiser.",
            "appraiser_id",
        )
    if appraiser_id not in {person.id for person in queries.appraisers_of(session, actor, review.person_id)}:
        choices = _choices(session, actor, review.school_id)
        _grant(session, actor, appraiser_id, review.person_id, review.school_id, choices)
    _end_grants(session, actor, review)
    is_new = appraiser_id != review.appraiser_id
    if is_new and not hand_over_meetings(session, review, session.get_one(Person, appraiser_id), at):
        taken_over = Begun(review.person_id, appraiser_id, review.school_id)
        tell_of_beginning(session, actor, review.cycle, [], [taken_over])
    review.appraiser_id = appraiser_id
    audit.record(session, actor, "review.appraiser_appointed", review.id, about_person_id=review.person_id)


def _choices(session: Session, actor: Actor, school_id: uuid.UUID) -> set[uuid.UUID]:
    return {person.id for person in queries.appraiser_choices(session, actor, school_id)}


def _grant(
    session: Session,
    actor: Actor,
    appraiser_id: uuid.UUID,
    person_id: uuid.UUID,
    school_id: uuid.UUID,
    choices: set[uuid.UUID],
) -> None:
    """Nobody grants a role to themselves, and nobody appraises themselves."""
    if appraiser_id not in choices - {person_id}:
        raise DomainError("Choose an appraiser from the list.", "appraiser_id")
    grant = RoleGrant(
        person_id=appraiser_id,
        role=Role.APPRAISER,
        school_id=school_id,
        of_person_id=person_id,
        started_on=actor.today,
        granted_by_id=actor.person_id,
    )
    session.add(grant)
    session.flush()
    audit.record(
        session, actor, "people.role_granted", grant.id, about_person_id=appraiser_id, detail={"role": Role.APPRAISER}
    )


def _end_grants(session: Session, actor: Actor, review: Review) -> None:
    """End the appointment before, as of yesterday, so that two never hold at once."""
    yesterday = actor.today - dt.timedelta(days=1)
    for grant in session.scalars(
        select(RoleGrant).where(
            RoleGrant.role == Role.APPRAISER,
            RoleGrant.person_id == review.appraiser_id,
            RoleGrant.of_person_id == review.person_id,
            holds(RoleGrant, actor.today),
        )
    ).all():
        if grant.started_on > yesterday:
            session.delete(grant)
        else:
            grant.ended_on = yesterday
        audit.record(
            session,
            actor,
            "people.role_ended",
            grant.id,
            about_person_id=grant.person_id,
            detail={"role": Role.APPRAISER},
        )


def make_confidential(session: Session, actor: Actor, review: Review, hr_contact_id: uuid.UUID) -> None:
    """Close a review to everybody but its person, its appraiser and one named HR contact; for good."""
    require(policy.can_make_confidential(actor, review))
    if hr_contact_id not in {person.id for person in queries.hr_contact_choices(session, actor, review)}:
        raise DomainError("Choose an HR contact from the list.", "hr_contact_id")
    review.hr_contact_id = hr_contact_id
    audit.record(session, actor, "review.made_confidential", review.id, about_person_id=review.person_id)
