"""Planning several sessions of one day in one go, and asking schools or groups to them."""

import uuid
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.core import clock
from cpd.core.access import require
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError
from cpd.core.forms import add_error, offered
from cpd.core.templating import plural
from cpd.people.actor import Actor
from cpd.people.queries import list_open_schools
from cpd.training.forms.session_days import (
    GoesForm,
    SessionDayForm,
    SlotForm,
    day_form,
    goes_form,
    sessions_of,
    slot_forms,
)
from cpd.training.pages.session_clashes import ClashLine, led_twice
from cpd.training.policy import sessions as policy
from cpd.training.routes import bp
from cpd.training.routes.planning_parts import (
    courses_to_plan,
    group_choices,
    look,
    offer_courses,
    offer_places,
    typed_plan,
)
from cpd.training.services.session_days import Asked, Goes, PlannedDay, plan_day
from cpd.training.services.sessions import Plan


@dataclass(frozen=True)
class _DayForms:
    """The form of a day with its parts: each session, and where the people of each school go."""

    day: SessionDayForm
    slots: list[SlotForm]
    goes: list[tuple[uuid.UUID | None, str, GoesForm]]

    @property
    def filled(self) -> list[tuple[int, SlotForm]]:
        """The sessions that were filled in, numbered from one; an empty form still asks for the first."""
        numbered = list(enumerate(self.slots, 1))
        return [(number, slot) for number, slot in numbered if slot.is_filled] or numbered[:1]

    @property
    def parts(self) -> list[tuple[str, SlotForm | GoesForm]]:
        """Those that can hold an error, with what they are called."""
        sessions = [(f"Session {number}", slot) for number, slot in enumerate(self.slots, 1)]
        return [*sessions, *((name, goes) for _, name, goes in self.goes)]

    @property
    def has_errors(self) -> bool:
        return bool(self.day.errors) or any(part.errors for _, part in self.parts)


@bp.route("/sessions/new-day", methods=["GET", "POST"])
def session_day_new() -> ResponseReturnValue:
    """Draft the sessions of a day, with who is asked to which."""
    actor = current_actor()
    require(policy.can_plan(actor))
    forms = _forms(actor)
    clashes: list[tuple[str, tuple[ClashLine, ...]]] | None = None
    then = request.form.get("then")
    if request.method == "POST" and then != "more":
        plans = _plans(actor, forms) if _holds_together(forms) else {}
        if not forms.has_errors:
            if then == "look":
                clashes = _look(actor, plans)
            else:
                return _draft(actor, forms, list(plans))
    return render_template(
        "training/session_day_new.html",
        form=forms.day,
        slots=forms.slots,
        goes=forms.goes,
        inner=forms.parts if forms.has_errors else [],
        has_errors=forms.has_errors,
        clashes=clashes,
    ), 422 if forms.has_errors else 200


def _forms(actor: Actor) -> _DayForms:
    typed = request.form if request.method == "POST" else None
    day = day_form(typed)
    if request.form.get("then") == "more":
        day.offer_one_more()
    own = next(iter(actor.office_school_ids | actor.head_school_ids), None)
    slots = slot_forms(typed, day.row_count, {"host_school": str(own or "")})
    allowed = policy.schools_of_a_planner(actor)
    schools = list_open_schools(db.session(), actor.today, allowed)
    whole = "Every school" if allowed is None else "All my schools"
    named: list[tuple[uuid.UUID | None, str]] = [(None, whole), *((school.id, school.name) for school in schools)]
    offer_courses(day)
    offer_places(actor, *slots)
    day.group.choices = offered(group_choices())
    for slot in slots:
        slot.other_course.choices = offered(courses_to_plan(), "The course above")
    return _DayForms(day, slots, [(key, name, goes_form(typed, key, day.row_count)) for key, name in named])


def _holds_together(forms: _DayForms) -> bool:
    """Whether every part that was filled in is in order, each asked so that all errors show at once."""
    checked = [forms.day.validate_on_submit(), *(slot.validate() for _, slot in forms.filled)]
    checked += [goes.validate() and _goes_where_something_is(forms, goes) for _, _, goes in forms.goes]
    return all(checked)


def _goes_where_something_is(forms: _DayForms, goes: GoesForm) -> bool:
    wanted = sessions_of(goes, forms.day.row_count)
    if not wanted or {number for number, _ in forms.filled}.intersection(wanted):
        return True
    goes.session.errors = [f"Session {wanted[0]} is empty. Fill it in, or choose another."]
    return False


def _plans(actor: Actor, forms: _DayForms) -> dict[int, Plan]:
    """The plan of each session that was filled in; what cannot be stands on the field where it was typed."""
    session, plans = db.session(), {}
    for number, slot in forms.filled:
        try:
            plan = typed_plan(session, actor, forms.day, slot, slot.other_course.data)
            plan.check(session, actor.today)
            plans[number] = plan
        except DomainError as error:
            if error.field not in forms.day.data:
                add_error(slot, error)
            elif error.field and error.message not in forms.day[error.field].errors:
                add_error(forms.day, error)
    return plans


def _look(actor: Actor, plans: dict[int, Plan]) -> list[tuple[str, tuple[ClashLine, ...]]]:
    twice = led_twice([(number, plan.leader_person_id, plan.starts_at, plan.ends_at) for number, plan in plans.items()])
    found = [(f"Session {number}", (*look(actor, plan), *twice.get(number, ()))) for number, plan in plans.items()]
    return [(name, lines) for name, lines in found if lines]


def _draft(actor: Actor, forms: _DayForms, numbers: list[int]) -> ResponseReturnValue:
    with transaction() as session:
        plans = [typed_plan(session, actor, forms.day, slot, slot.other_course.data) for _, slot in forms.filled]
        made = plan_day(session, actor, plans, _asked(forms, numbers), forms.day.key, clock.now())
    flash(_told(made), "success")
    return redirect(url_for(".session_show", session_id=made.session_ids[0]))


def _asked(forms: _DayForms, numbers: list[int]) -> Asked:
    """Who goes to which of the sessions, counted among those that were filled in."""
    goes = []
    for school_id, _, form in forms.goes:
        wanted = sessions_of(form, forms.day.row_count)
        if wanted is not None:
            goes.append(Goes(school_id, tuple(numbers.index(number) for number in wanted if number in numbers)))
    return Asked(tuple(goes), forms.day.group.data or None, bool(forms.day.who_need.data))


def _told(made: PlannedDay) -> str:
    parts = [f"{plural(len(made.session_ids), 'draft is', 'drafts are')} kept"]
    if made.placed:
        parts.append(f"{plural(made.placed, 'place is', 'places are')} given")
    if made.waiting:
        parts.append(f"{plural(made.waiting, 'person waits', 'people wait')}")
    return f"{'; '.join(parts)}. Nobody is told yet."
