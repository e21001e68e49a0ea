"""The reminders of each morning: that there is something to do, never a word of it."""

import datetime as dt
from collections.abc import Iterable
from itertools import groupby

from sqlalchemy.orm import Session

from cpd.coaching import queries
from cpd.coaching.queries.reminders import CHECK_BACK_TOLD, NUDGED, Told, check_backs_due, drafts_to_nudge
from cpd.core import audit, clock, jobs, mail
from cpd.core.database import transaction
from cpd.people.queries import get_trust

SEND_REMINDERS = "coaching.reminders"
_BY_ITSELF = audit.ByItself("the reminders of the morning")


@jobs.every_day(SEND_REMINDERS, at=dt.time(6, 30))
def send_reminders(job: jobs.RunningJob) -> None:
    """Queue today's mails and note who was told of what, all in one transaction: run twice, nobody is told twice."""
    now, today = clock.now(), clock.today()
    with transaction() as session:
        trust = get_trust(session)
        if trust is not None and trust.is_demonstration:
            # Nobody asked an invented trust to write letters each day that it is opened.
            return
        late_before = queries.current_rhythm(session).late_before(today)
        _tell(session, drafts_to_nudge(session, today, now, late_before), "nudge", NUDGED)
        _tell(session, check_backs_due(session, today), "check_back", CHECK_BACK_TOLD)


_SUBJECTS = {
    "nudge": ("A visit waits to be shared", "{} visits wait to be shared"),
    "check_back": ("A step to look at again", "{} steps to look at again"),
}


def _tell(session: Session, told: Iterable[Told], what: str, action: str) -> None:
    """One mail to each person, however much there is to tell."""
    by_person = sorted(told, key=lambda one: one.person.id)
    one_thing, many = _SUBJECTS[what]
    for _, group in groupby(by_person, key=lambda one: one.person.id):
        items = list(group)
        person, only = items[0].person, items[0]
        assert person.email is not None
        letter = mail.written(
            person.email,
            one_thing if len(items) == 1 else many.format(len(items)),
            f"coaching/mail/reminder_{what}",
            known_as=person.known_as,
            count=len(items),
            link=mail.address("coaching.visit_show", visit_id=only.visit_id)
            if len(items) == 1
            else mail.address("coaching.visit_index"),
            turn_off=mail.address("coaching.wish_reminders"),
        )
        mail.queue(session, letter)
    subjects = dict.fromkeys(one.subject_id for one in by_person)
    audit.record_many(session, _BY_ITSELF, action, [(subject_id, None, None) for subject_id in subjects])
