"""The week's mail about training: one to each person, whatever there is to tell; never in the holidays, never twice."""

import datetime as dt

from sqlalchemy.orm import Session

from cpd.core import audit, clock, jobs, mail
from cpd.core.database import transaction
from cpd.core.templating import plural
from cpd.people.queries import get_trust
from cpd.training.models import TrainingReminder
from cpd.training.pages.reminders import says
from cpd.training.queries.reminders import Reminded, ToDo, list_reminded
from cpd.training.rules.coverage import Status
from cpd.training.rules.reminders import week_of

SEND_REMINDERS = "training.reminders"
_BY_ITSELF = audit.ByItself("the reminders of the week")


@jobs.every_day(SEND_REMINDERS, at=dt.time(6, 45))
def send_training_reminders(job: jobs.RunningJob) -> None:
    """Queue the mails and note who was told, in one transaction: after a crash all of it is done, or none.

    It looks each morning and finds whoever has no mail of this week yet, so a first day of term in the middle of a week
    is no different from a Monday.
    """
    today = clock.today()
    with transaction() as session:
        trust = get_trust(session)
        if trust is None or trust.is_demonstration:
            # Nobody asked an invented trust to write letters each week that it is opened.
            return
        _remind(session, today)


def _remind(session: Session, today: dt.date) -> None:
    told = list_reminded(session, today)
    for one in told:
        if one.person.email:
            mail.queue(session, _letter(one))
    reminders = [
        TrainingReminder(
            person_id=one.person.id,
            week_of=week_of(today),
            was_mailed=bool(one.person.email),
            courses=len(one.own),
            managed_people=len(one.team),
        )
        for one in told
    ]
    session.add_all(reminders)
    session.flush()
    entries = [(reminder.id, reminder.person_id, {"mailed": reminder.was_mailed}) for reminder in reminders]
    audit.record_many(session, _BY_ITSELF, "training.reminded", entries)


def _letter(one: Reminded) -> mail.Mail:
    assert one.person.email is not None
    return mail.written(
        one.person.email,
        _subject(one),
        "training/mail/reminder",
        known_as=one.person.known_as,
        own=[(todo.course_title, says(todo), _ways(todo)) for todo in one.own],
        team=[
            (name, "; ".join(f"{todo.course_title} {says(todo)}" for todo in todos))
            for name, todos in sorted(one.team.values())
        ],
        own_link=mail.address("training.my_training"),
        team_link=mail.address("training.reminder_team"),
        turn_off=mail.address("training.reminder_mails"),
    )


def _subject(one: Reminded) -> str:
    if not one.own:
        return f"Training of {plural(len(one.team), 'person', 'people')} you manage is late"
    late = sum(todo.status in (Status.EXPIRED, Status.OVERDUE) for todo in one.own)
    if len(one.own) == 1:
        return f"{one.own[0].course_title}: {says(one.own[0])}"
    return f"{len(one.own)} courses to do" + (f", {late} of them late" if late else "")


def _ways(todo: ToDo) -> str:
    """Where the next sessions of the course are."""
    return mail.address("training.session_index", course=todo.course_code)
