"""Mail about visits of every kind. It says that there is something to read, never a word of it."""

from sqlalchemy.orm import Session

from cpd.coaching import queries
from cpd.coaching.models import OtherVisit, Visit
from cpd.core import mail
from cpd.people.models import Person


def tell_of_visit(session: Session, visit: Visit) -> None:
    """A visit was shared with its person, and with the second of its visitors."""
    for to in _others(visit, visit.visitor):
        _tell(session, to, f"{visit.visitor.name} shared a visit with you", "shared", visit.visitor, visit)


def tell_of_other_visit(session: Session, visit: OtherVisit) -> None:
    """A visit of another kind that names a person was shared: to that person, and to the second of its visitors."""
    if visit.person is None:
        return
    for to in filter(None, (visit.person, visit.second_visitor)):
        address = _address_of(session, to, "shared")
        if address is None:
            continue
        letter = mail.written(
            address,
            f"{visit.visitor.name} shared a visit with you",
            "coaching/mail/other_visit",
            known_as=to.known_as,
            by=visit.visitor.name,
            link=mail.address("coaching.other_visit_show", visit_id=visit.id),
        )
        mail.queue(session, letter)


def tell_of_withdrawal(session: Session, visit: Visit) -> None:
    """A visit that its person may have heard of was taken back."""
    for to in _others(visit, visit.visitor):
        _tell(session, to, f"{visit.visitor.name} took a visit back", "withdrawn", visit.visitor, visit)


def tell_of_reply(session: Session, visit: Visit, author: Person) -> None:
    for to in _others(visit, author):
        _tell(session, to, f"{author.name} replied to a visit", "replied", author, visit)


def tell_of_own_words(session: Session, visit: Visit) -> None:
    """The person shared a reflection or how trying went, or did something with their step."""
    for to in _others(visit, visit.person):
        subject = f"{visit.person.name} has something for you to read"
        _tell(session, to, subject, "own_words", visit.person, visit)


def _others(visit: Visit, author: Person) -> list[Person]:
    in_it = filter(None, (visit.person, visit.visitor, visit.second_visitor))
    return [person for person in in_it if person.id != author.id]


def tell_of_correction(session: Session, visit: Visit) -> None:
    for to in _others(visit, visit.visitor):
        _tell(session, to, f"{visit.visitor.name} corrected a visit", "corrected", visit.visitor, visit)


def _tell(session: Session, to: Person, subject: str, what: str, by: Person, visit: Visit) -> None:
    address = _address_of(session, to, what)
    if address is None:
        return
    mail.queue(
        session,
        mail.written(
            address,
            subject,
            "coaching/mail/visit",
            what=what,
            known_as=to.known_as,
            by=by.name,
            link=mail.address("coaching.visit_show", visit_id=visit.id),
        ),
    )


def _address_of(session: Session, to: Person, what: str) -> str | None:
    """None for somebody without an email, or who has turned this kind off: the visit waits on their home page."""
    return to.email if queries.wants(session, to.id, what) else None
