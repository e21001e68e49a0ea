"""Who is on a session's list: one joins or declines; others are put down by name or as a group, and taken off."""

import uuid
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from cpd.accounts.signed_in import current_actor
from cpd.core import clock
from cpd.core.access import require
from cpd.core.asked import search_text
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError
from cpd.core.forms import offered
from cpd.people.actor import Actor
from cpd.people.models import Person
from cpd.people.queries import list_open_schools
from cpd.training.forms.sessions import GroupForm, NamedForm
from cpd.training.models import InvitationState, SessionForm, TrainingSession
from cpd.training.pages.session_clashes import ClashLine, clash_lines
from cpd.training.pages.session_facts import session_facts
from cpd.training.pages.sessions import put_down_in_words
from cpd.training.policy import sessions as policy
from cpd.training.queries.session_clashes import Occasion, find_clashes
from cpd.training.queries.session_people import count_to_invite, find_to_invite, in_group, invitable, who_need
from cpd.training.queries.sessions import get_session
from cpd.training.routes import bp
from cpd.training.routes.planning_parts import group_choices
from cpd.training.services import invitations as services
from cpd.training.services.holding import hold_session
from cpd.training.services.invitations import PutDown
from cpd.training.session_wording import invitation_words

# More than these are looked at as the whole group that they are in: a database takes so many values and no more.
_MOST_LOOKED_AT = 20_000


@bp.post("/sessions/<uuid:session_id>/join")
def session_join(session_id: uuid.UUID) -> ResponseReturnValue:
    try:
        with transaction() as session:
            state = services.join(session, current_actor(), session_id, clock.now())
        if state is InvitationState.WAITING:
            flash("Every place is taken. You are on the waiting list and are told when a place is free.", "info")
        else:
            flash("You have a place.", "success")
    except DomainError as error:
        flash(error.message, "error")
    return redirect(url_for(".session_show", session_id=session_id))


@bp.post("/sessions/<uuid:session_id>/decline")
def session_decline(session_id: uuid.UUID) -> ResponseReturnValue:
    try:
        with transaction() as session:
            services.decline(session, current_actor(), session_id, clock.now())
        flash("You are off the list. Your place goes to whoever has waited longest.", "success")
    except DomainError as error:
        flash(error.message, "error")
    return redirect(url_for(".session_show", session_id=session_id))


@dataclass(frozen=True)
class _Group:
    """A group as the address or a form names it."""

    school_id: uuid.UUID | None
    staff_group: str | None
    who_need: bool

    def people(self, one: TrainingSession) -> ColumnElement[bool]:
        return in_group(self.school_id, self.staff_group, one.held_on)

    def among(self, session: Session, one: TrainingSession) -> frozenset[uuid.UUID] | None:
        return who_need(session, one, self.people(one)) if self.who_need else None


@dataclass(frozen=True)
class _Found:
    """How many a group is, before anybody is put down."""

    count: int
    already: int
    clashes: tuple[ClashLine, ...]


@bp.route("/sessions/<uuid:session_id>/invite", methods=["GET", "POST"])
def invitation_new(session_id: uuid.UUID) -> ResponseReturnValue:
    """Find people by name, or look at a group first; then put them down."""
    actor, session = current_actor(), db.session()
    one = _inviting(session, actor, session_id)
    form = NamedForm()
    if form.validate_on_submit() and form.people.data:
        with transaction() as writing:
            done = services.put_down(
                writing, actor, session_id, Person.id.in_(form.people.data), clock.now(), ask_again=True
            )
        return _told(done, session_id)
    query = search_text()
    schools, groups = _schools(session, actor, one), group_choices()
    group = _asked_group(request.args, schools)
    return render_template(
        "training/invitation_new.html",
        one=session_facts(one, shows_address=False),
        form=form,
        query=query,
        people=[
            (person, invitation_words(state) if state else None, _can_be_asked(state))
            for person, state in find_to_invite(session, actor, one, query)
        ],
        schools=[(str(key or ""), name) for key, name in schools],
        groups=groups,
        group=group,
        found=_look(session, actor, one, group) if request.args.get("look") else None,
    ), 422 if form.errors else 200


def _can_be_asked(state: InvitationState | None) -> bool:
    return state in (None, InvitationState.DECLINED, InvitationState.WITHDRAWN)


def _inviting(session: Session, actor: Actor, session_id: uuid.UUID) -> TrainingSession:
    one = get_session(session, actor, session_id)
    require(policy.can_invite(actor, one) and services.is_open(one, actor.today))
    return one


def _schools(session: Session, actor: Actor, one: TrainingSession) -> list[tuple[uuid.UUID | None, str]]:
    """The schools whose people may be put down as a group. A line manager has their own people instead of a school."""
    allowed = policy.schools_to_invite_from(actor, one)
    schools = [(school.id, school.name) for school in list_open_schools(session, actor.today, allowed)]
    whole = "Every school" if allowed is None else "All my people"
    return [(None, whole), *schools]


def _asked_group(asked: dict[str, str], schools: list[tuple[uuid.UUID | None, str]]) -> _Group:
    school_id = next((key for key, _ in schools if key and str(key) == asked.get("school")), None)
    group = asked.get("group", "")
    return _Group(school_id, group if group in dict(group_choices()) and group else None, bool(asked.get("who_need")))


def _look(session: Session, actor: Actor, one: TrainingSession, group: _Group) -> _Found:
    people, among = group.people(one), group.among(session, one)
    count, already = count_to_invite(session, actor, one, people, among)
    mine = people & invitable(actor, one)
    found = find_clashes(
        session,
        Occasion(one.held_on, one.starts_at, one.ends_at, one.id),
        is_inset=one.form is SessionForm.INSET,
        host_school_id=one.host_school_id,
        leader_id=None,
        people=mine if among is None or len(among) > _MOST_LOOKED_AT else mine & Person.id.in_(among),
        seen=mine,
    )
    host = one.host_school.name if one.host_school else ""
    return _Found(count, already, clash_lines(found, one.held_on.weekday(), host, ""))


@bp.post("/sessions/<uuid:session_id>/invite-group")
def invitation_group(session_id: uuid.UUID) -> ResponseReturnValue:
    """Put a whole group down in one go, as it was looked at."""
    actor, session = current_actor(), db.session()
    one = _inviting(session, actor, session_id)
    schools = _schools(session, actor, one)
    form = GroupForm()
    form.school.choices = offered((key or "", name) for key, name in schools)
    form.group.choices = offered(group_choices())
    if not form.validate_on_submit():
        return redirect(url_for(".invitation_new", session_id=session_id))
    group = _Group(
        uuid.UUID(form.school.data) if form.school.data else None, form.group.data or None, form.who_need.data
    )
    with transaction() as writing:
        # Held before it is read: whoever moves it to another day at this moment changes whom the group is.
        hold_session(writing, session_id)
        one = _inviting(writing, actor, session_id)
        done = services.put_down(
            writing, actor, session_id, group.people(one), clock.now(), among=group.among(writing, one)
        )
    return _told(done, session_id)


def _told(done: PutDown, session_id: uuid.UUID) -> ResponseReturnValue:
    flash(put_down_in_words(done), "success" if done.placed or done.waiting else "info")
    return redirect(url_for(".session_show", session_id=session_id))


@bp.post("/invitations/<uuid:invitation_id>/withdraw")
def invitation_withdraw(invitation_id: uuid.UUID) -> ResponseReturnValue:
    with transaction() as session:
        invitation = services.withdraw(session, current_actor(), invitation_id, clock.now())
        name, session_id = invitation.person.name, invitation.session_id
    flash(f"{name} is off the list.", "success")
    return redirect(url_for(".session_show", session_id=session_id))
