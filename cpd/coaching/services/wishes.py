"""What a person wishes of coaching. Nobody gives a reason, nobody is told, and no audit entry says it either."""

import uuid
from collections.abc import Collection

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from cpd.coaching import queries
from cpd.coaching.models import CoachingWish, Support
from cpd.coaching.policy import visits as policy
from cpd.coaching.rules.support import Reminder, SupportEnd, next_look_for_on
from cpd.coaching.services.support import end
from cpd.core.access import NotFound, require
from cpd.core.dates import to_text
from cpd.core.errors import DomainError
from cpd.people.actor import Actor


def decline(session: Session, actor: Actor) -> None:
    """No coaching for now: whoever supports the actor no longer does, and ambassadors do not find them."""
    wish = _wish(session, actor)
    if wish.declined_on is not None:
        return
    wish.declined_on = actor.today
    for support in session.scalars(
        select(Support).where(Support.person_id == actor.person_id, Support.ended_on.is_(None)).with_for_update()
    ):
        end(support, actor, SupportEnd.DECLINED)


def undo_decline(session: Session, actor: Actor) -> None:
    """Coaching again, with those who supported the actor before."""
    wish = _wish(session, actor)
    if wish.declined_on is None:
        return
    other = aliased(Support)
    is_live = exists().where(
        other.person_id == Support.person_id, other.ambassador_id == Support.ambassador_id, other.ended_on.is_(None)
    )
    for support in session.scalars(
        select(Support)
        .where(
            Support.person_id == actor.person_id,
            Support.ended_because == SupportEnd.DECLINED,
            Support.ended_on >= wish.declined_on,
            ~is_live,
        )
        .with_for_update()
    ):
        support.ended_on = support.ended_because = None
    wish.declined_on = None


def ask_for_another(session: Session, actor: Actor, support_id: uuid.UUID) -> Support:
    """Another ambassador than this one."""
    support = _mine(session, actor, support_id)
    if support.ended_on is None:
        end(support, actor, SupportEnd.ASKED_FOR_ANOTHER)
    return support


def undo_ask_for_another(session: Session, actor: Actor, support_id: uuid.UUID) -> Support:
    support = _mine(session, actor, support_id)
    if _wish(session, actor).declined_on is not None:
        raise DomainError("You wish for no coaching at the moment. Be coached again first.")
    if support.ended_because is SupportEnd.ASKED_FOR_ANOTHER:
        support.ended_on = support.ended_because = None
    return support


def set_matching(session: Session, actor: Actor, *, is_open: bool) -> None:
    """Be shown, or no longer, to others who have said the same and work on the same."""
    _wish(session, actor).open_to_match = is_open


def set_reminders(session: Session, actor: Actor, wanted: Collection[Reminder]) -> None:
    """Which kinds of mail come; all of them until somebody says otherwise."""
    _wish(session, actor).reminders_off = [one.value for one in Reminder if one not in wanted]


def choose_look_for(session: Session, actor: Actor, look_for_id: uuid.UUID | None) -> None:
    """The look-for of the week, from one's own framework; or none, which can be said at any time.

    The day of the last choice stays when it is taken back, so that the next one waits all the same.
    """
    wish = _wish(session, actor)
    if look_for_id is None or look_for_id == wish.look_for_id:
        wish.look_for_id = look_for_id
        return
    offered = {one.id for one in queries.look_fors_offered(session, actor.staff_groups)}
    if look_for_id not in offered:
        raise DomainError("Choose a look-for of your own framework.", "look_for_id")
    if free_on := next_look_for_on(wish.look_for_chosen_on, actor.today):
        raise DomainError(f"A look-for is for a week: another can be chosen from {to_text(free_on)}.", "look_for_id")
    wish.look_for_id, wish.look_for_chosen_on = look_for_id, actor.today


def _wish(session: Session, actor: Actor) -> CoachingWish:
    """The actor's own row, made at their first wish."""
    require(policy.can_wish(actor))
    query = select(CoachingWish).where(CoachingWish.person_id == actor.person_id).with_for_update()
    if wish := session.scalars(query).first():
        return wish
    try:
        with session.begin_nested():
            wish = CoachingWish(person_id=actor.person_id, open_to_match=False, reminders_off=[])
            session.add(wish)
            session.flush()
    except IntegrityError:
        # Said twice at once, and the other was first.
        return session.scalars(query).one()
    return wish


def _mine(session: Session, actor: Actor, support_id: uuid.UUID) -> Support:
    require(policy.can_wish(actor))
    support = queries.get_support(session, actor, support_id)
    if support.person_id != actor.person_id:
        raise NotFound
    return support
