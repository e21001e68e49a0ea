"""Makes the demonstration trust, part after part, in one transaction."""

from collections.abc import Callable

from cpd.core.database import transaction
from cpd.demonstration.appraisal import Appraisal
from cpd.demonstration.appraisal_meetings import Meetings
from cpd.demonstration.appraisal_moderation import Moderations
from cpd.demonstration.appraisal_rounds import Rounds
from cpd.demonstration.appraisal_year import Year
from cpd.demonstration.coaching import Coaching
from cpd.demonstration.evidence import Evidence
from cpd.demonstration.kept_exports import write_kept_exports
from cpd.demonstration.material import Material
from cpd.demonstration.other_visits import OtherVisits
from cpd.demonstration.paid_time import PaidTime
from cpd.demonstration.people import Peopling
from cpd.demonstration.registers import Registers
from cpd.demonstration.sessions import PlannedSessions
from cpd.demonstration.supervision import Supervision
from cpd.demonstration.support import Supports
from cpd.demonstration.training import Training

Progress = Callable[[int, int], None]


def build_demonstration(progress: Progress) -> None:
    """Fill an upgraded, empty database. ``progress`` is told the steps done and how many there are."""
    material = Material()
    people = Peopling(material)
    with transaction() as session:
        people.write(session)
        progress(1, 4)
        coaching = Coaching(material, people)
        coaching.write(session)
        Supports(people, coaching).write(session)
        Supervision(people, coaching).write(session)
        progress(2, 4)
        training = Training(material, people)
        training.write(session)
        progress(3, 4)
        Appraisal(material, people, coaching).write(session, lambda done, total: progress(3 * total + done, 4 * total))
        Year(people).write(session)
        OtherVisits(material, people).write(session)
        PlannedSessions(material, people).write(session)
        PaidTime(material, people, training).write(session)
        Registers(material, people).write(session)
        Evidence(material, people).write(session)
        Meetings(material).write(session)
        Rounds().write(session)
        Moderations(people).write(session)
        write_kept_exports(session)
