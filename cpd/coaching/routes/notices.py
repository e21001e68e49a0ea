"""Mail about visits. It says that there is something to read, never a word of it."""

from sqlalchemy.orm import Session

from cpd.coaching.models import Visit
from cpd.core import mail
from cpd.people.models import Person


def tell_of_visit(session: Session, visit: Visit) -> None:
    """A visit was shared with its person."""
    _tell(session, visit.person, f"{visit.visitor.name} shared a visit with you", "shared", visit.visitor, visit)


def tell_of_withdrawal(session: Session, visit: Visit) -> None:
    """A visit that its person may have heard of was taken back."""
    _tell(session, visit.person, f"{visit.visitor.name} took a visit back", "withdrawn", visit.visitor, visit)


def tell_of_reply(session: Session, visit: Visit, author: Person) -> None:
    other = visit.visitor if author.id == visit.person_id else visit.person
    _tell(session, other, f"{author.name} replied to a visit", "replied", author, visit)


def tell_of_correction(session: Session, visit: Visit) -> None:
    _tell(session, visit.person, f"{visit.visitor.name} corrected a visit", "corrected", visit.visitor, visit)


def _tell(session: Session, to: Person, subject: str, what: str, by: Person, visit: Visit) -> None:
    """Nothing for somebody without an email: the visit waits on their home page."""
    if to.email is None:
        return
    mail.queue(
        session,
        mail.written(
            to.email,
            subject,
            "coaching/mail/visit",
            what=what,
            known_as=to.known_as,
            by=by.name,
            link=mail.address("coaching.visit_show", visit_id=visit.id),
        ),
    )
