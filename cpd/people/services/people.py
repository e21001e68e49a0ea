"""People who are not in any staff list: trustees, governors, outside advisers."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.core.access import require
from cpd.core.audit import record
from cpd.core.errors import DomainError
from cpd.people import policy
from cpd.people.actor import Actor
from cpd.people.models import Person, sort_names
from cpd.people.rules import staff as rules


def create_person(session: Session, actor: Actor, name: str, email: str) -> Person:
    """Somebody without a staff code or a post; the last word of the name is the last name."""
    require(policy.can_change_settings(actor))
    first, _, last = " ".join(name.split()).rpartition(" ")
    if not first:
        raise DomainError("Give a first name and a last name.", "name")
    if len(first) > 100 or len(last) > 100:
        raise DomainError("A name has at most 100 characters.", "name")
    address = email.strip().lower()
    if not rules.is_email(address):
        raise DomainError("An email address has one @ with a dot after it.", "email")
    if session.scalars(select(Person.id).where(Person.email == address)).first() is not None:
        raise DomainError("Somebody in the trust has this address already.", "email")
    person = Person(first_name=first, last_name=last, email=address, **sort_names(first, None, last))
    session.add(person)
    session.flush()
    record(session, actor, "people.person_created", person.id, about_person_id=person.id)
    return person
