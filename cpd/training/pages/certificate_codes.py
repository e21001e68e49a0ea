"""A certificate of ours, and what its code tells whoever holds it."""

import datetime as dt
from dataclasses import dataclass

from markupsafe import Markup

from cpd.core.qr import qr_code
from cpd.people.models import Person
from cpd.training.models import Completion, Course
from cpd.training.queries.certificate_codes import Certified
from cpd.training.rules.register import in_groups, initials


@dataclass(frozen=True)
class Certificate:
    name: str
    course: str
    completed_on: dt.date
    minutes: int | None
    host_school: str
    led_by: str
    trust: str
    code: str
    address: str
    qr: Markup


def certificate(certified: Certified, trust: str, code: str, address: str) -> Certificate:
    taught = certified.session
    led_by = " ".join(part for part in (taught.leader.name if taught.leader else "", taught.led_with) if part)
    return Certificate(
        name=certified.person.name,
        course=certified.course.title,
        completed_on=certified.completion.completed_on,
        minutes=certified.completion.minutes,
        host_school=taught.host_school.name if taught.host_school else "",
        led_by=led_by,
        trust=trust,
        code=in_groups(code, 6),
        address=address,
        qr=qr_code(address, f"Whether this certificate is ours: {address}", scale=3),
    )


@dataclass(frozen=True)
class Checked:
    """What a code tells: no more than is needed to compare it with the paper in one's hand."""

    course: str
    completed_on: dt.date
    trust: str
    initials: str


def checked(found: tuple[Completion, Person, Course] | None, trust: str) -> Checked | None:
    if found is None:
        return None
    completion, person, course = found
    return Checked(course.title, completion.completed_on, trust, initials([person.known_as, person.last_name]))
