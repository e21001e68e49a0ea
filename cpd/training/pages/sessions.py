"""Planned sessions as pages show them: how the reader stands with one, the calendar of them, its own page."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from cpd.core.paging import Slice
from cpd.core.templating import LONDON, moment, plural, short_day
from cpd.people.actor import Actor
from cpd.training.models import Invitation, InvitationState, SessionState, TrainingSession
from cpd.training.pages.session_clashes import ClashLine
from cpd.training.pages.session_facts import SessionFacts, session_facts
from cpd.training.policy import sessions as policy
from cpd.training.queries.sessions import HOLDING, Counts
from cpd.training.services.invitations import PutDown, is_open
from cpd.training.services.sessions import can_cancel, can_still_change
from cpd.training.session_wording import invitation_words, own_words


@dataclass(frozen=True)
class Own:
    """How the reader stands with a session."""

    state: InvitationState | None
    word: str
    tone: str
    can_join: bool
    can_decline: bool

    @property
    def has_place(self) -> bool:
        return self.state in HOLDING


def own_standing(actor: Actor, one: TrainingSession, invitation: Invitation | None) -> Own:
    state = invitation.state if invitation else None
    word, tone = own_words(state, is_to_come=is_open(one, actor.today)) if state else ("", "")
    is_to_come = one.state is SessionState.ANNOUNCED and one.held_on >= actor.today
    is_on = state in (*HOLDING, InvitationState.WAITING)
    return Own(
        state=state,
        word=word,
        tone=tone,
        can_join=actor.is_staff
        and is_to_come
        and state not in (InvitationState.JOINED, InvitationState.WAITING)
        and one.leader_person_id != actor.person_id,
        can_decline=is_to_come and is_on,
    )


@dataclass(frozen=True)
class SessionLine:
    """A session in a list."""

    facts: SessionFacts
    room: str
    own: Own


def room_in_words(places: int | None, counts: Counts) -> str:
    """``12 places left``, ``Full, 3 waiting``, ``Room for everybody``."""
    if places is None:
        return "Room for everybody"
    left = places - counts.holding
    if left > 0:
        return f"{plural(left, 'place')} left"
    return f"Full, {counts.waiting} waiting" if counts.waiting else "Full"


def session_line(actor: Actor, one: TrainingSession, counts: Counts, invitation: Invitation | None) -> SessionLine:
    return SessionLine(
        session_facts(one, shows_address=False),
        # Room for everybody goes without saying.
        room_in_words(one.places, counts) if one.places and one.state is SessionState.ANNOUNCED else "",
        own_standing(actor, one, invitation),
    )


def session_lines(
    actor: Actor,
    sessions: Sequence[TrainingSession],
    counts: Mapping[uuid.UUID, Counts],
    own: Mapping[uuid.UUID, Invitation],
) -> tuple[SessionLine, ...]:
    return tuple(session_line(actor, one, counts[one.id], own.get(one.id)) for one in sessions)


def coming_lines(
    actor: Actor, coming: Sequence[tuple[TrainingSession, Invitation | None]], person_id: uuid.UUID
) -> tuple[SessionLine, ...]:
    """Somebody's sessions to come; the words of how they stand are those for the reader."""
    lines = []
    for one, invitation in coming:
        own = own_standing(actor, one, invitation)
        if invitation is None:
            who = "You lead it" if person_id == actor.person_id else "Leads it"
            own = replace(own, word=who, tone="quiet")
        elif person_id != actor.person_id:
            word, tone = invitation_words(invitation.state)
            own = replace(own, word=word, tone=tone)
        lines.append(SessionLine(session_facts(one, shows_address=False), "", own))
    return tuple(lines)


def by_day(lines: Sequence[SessionLine]) -> list[tuple[dt.date, list[SessionLine]]]:
    return [(day, list(group)) for day, group in groupby(lines, key=lambda line: line.facts.held_on)]


@dataclass(frozen=True)
class ListedPerson:
    invitation_id: uuid.UUID
    person_id: uuid.UUID
    name: str
    word: str
    tone: str
    # "since 3 Dec 2026, 15:45", "said 1 Dec 2026"; empty where there is nothing to say.
    when: str
    can_take_off: bool


@dataclass(frozen=True)
class SessionPage:
    facts: SessionFacts
    counts: Counts
    room: str
    # It can still be joined and left: neither over nor cancelled.
    is_to_come: bool
    own: Own
    can_change: bool
    can_cancel: bool
    can_announce: bool
    # A draft whose course is not published cannot be announced.
    is_course_published: bool
    can_invite: bool
    can_keep_register: bool
    is_register_closed: bool
    # The entry for one's own calendar is for who comes and for who leads.
    has_entry: bool
    # All names are shown, or those of the reader's own people alone.
    sees_everybody: bool
    others: tuple[SessionLine, ...]
    drafts_of_day: int
    names: Slice[ListedPerson]
    without_address: tuple[str, ...]
    clashes: tuple[ClashLine, ...]

    @property
    def is_draft(self) -> bool:
        return self.facts.state is SessionState.DRAFT


@dataclass(frozen=True)
class SessionList:
    """What was read of a session's list and of its day, for its page."""

    counts: Counts
    own: Invitation | None
    names: Sequence[Invitation]
    number: int
    whole: int
    without_address: Sequence[str]
    others: tuple[SessionLine, ...]
    drafts_of_day: int
    clashes: tuple[ClashLine, ...]


def session_page(actor: Actor, one: TrainingSession, known: SessionList) -> SessionPage:
    can_change = can_still_change(actor, one)
    own = own_standing(actor, one, known.own)
    is_to_come = is_open(one, actor.today)
    can_invite = policy.can_invite(actor, one) and is_to_come
    return SessionPage(
        facts=session_facts(one, shows_address=own.has_place or policy.sees_address(actor, one)),
        counts=known.counts,
        room=room_in_words(one.places, known.counts),
        is_to_come=is_to_come,
        own=own,
        can_change=can_change,
        can_cancel=can_cancel(actor, one),
        can_announce=can_change and one.state is SessionState.DRAFT,
        is_course_published=policy.can_announce(one.course),
        can_invite=can_invite,
        can_keep_register=policy.can_keep_register(actor, one),
        is_register_closed=one.register_closed_at is not None,
        has_entry=is_to_come
        and (own.has_place or one.leader_person_id == actor.person_id)
        and one.starts_at is not None,
        sees_everybody=policy.sees_everybody_on(actor, one),
        others=known.others,
        drafts_of_day=known.drafts_of_day,
        names=Slice(
            tuple(_listed(one_of, is_to_come=is_to_come, can_invite=can_invite) for one_of in known.names),
            known.number,
            known.whole,
        ),
        # Until the day is over: that a session is cancelled is told on paper too.
        without_address=tuple(known.without_address) if one.held_on >= actor.today else (),
        clashes=known.clashes,
    )


def _listed(invitation: Invitation, *, is_to_come: bool, can_invite: bool) -> ListedPerson:
    word, tone = invitation_words(invitation.state, is_to_come=is_to_come)
    when = ""
    if invitation.waiting_since is not None:
        when = f"since {moment(invitation.waiting_since)}"
    elif invitation.answered_at is not None:
        when = f"said {short_day(invitation.answered_at.astimezone(LONDON).date())}"
    return ListedPerson(
        invitation.id,
        invitation.person_id,
        invitation.person.name,
        word,
        tone,
        when,
        can_invite and invitation.state in (*HOLDING, InvitationState.WAITING),
    )


def put_down_in_words(done: PutDown) -> str:
    parts = [f"{plural(done.placed, 'person has', 'people have')} a place now"]
    if done.waiting:
        parts.append(f"{done.waiting} on the waiting list")
    if done.already:
        parts.append(f"{done.already} on the list already")
    if done.declined:
        parts.append(f"{done.declined} said before that they are not coming and are left alone")
    return f"{'; '.join(parts)}."
