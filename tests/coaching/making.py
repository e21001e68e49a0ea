"""Visits, steps and focuses of the small trust, written through the services."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cpd.coaching import services
from cpd.coaching.models import ActionStep, Support
from cpd.coaching.rules.steps import KEEP_BOTH, StepState, TrialOutcome
from cpd.coaching.rules.visits import VisitKind, VisitWords
from cpd.coaching.services.supervision import share_note, write_note
from cpd.core.database import transaction
from cpd.core.jobs import Job
from cpd.people.actor import Actor, load_actor
from cpd.people.models import RoleGrant
from cpd.standards.models import LibraryStep, LookFor, Standard, Term
from tests.conftest import CheckingClient
from tests.world import NOW, TODAY, World

SignIn = Callable[[str], CheckingClient]

SEEN = "09:14 T: Thirty seconds, then tell your partner."
WORKED = "You waited, and every pupil had begun to talk by 09:15."
STEP = "Count to five before taking the first answer."
MESSAGE = "Thank you for having me in."
SUPPORTED = "Somebody supports you now"
WORDS = (SEEN, WORKED, STEP, MESSAGE)


class Coaching:
    """The small trust with its frameworks, and hands that write visits through the services."""

    def __init__(self, trust: World, session: Session) -> None:
        self.trust = trust
        self.session = session

    def actor(self, persona: str) -> Actor:
        return load_actor(self.session, self.trust.person(persona), TODAY)

    def begun(
        self, of: str = "teacher", by: str = "ambassador", school: str = "hazel", at: dt.datetime = NOW
    ) -> uuid.UUID:
        """A draft with nothing in it yet."""
        with transaction() as writing:
            return services.begin_visit(
                writing, self.actor(by), self.trust.person(of), self.trust.school(school), uuid.uuid4(), at
            ).id

    def draft(
        self,
        of: str = "teacher",
        by: str = "ambassador",
        school: str = "hazel",
        at: dt.datetime = NOW,
        **words: Any,
    ) -> uuid.UUID:
        """A draft with everything that sharing asks for."""
        visit_id, actor = self.begun(of, by, school, at), self.actor(by)
        whole = VisitWords(
            **{
                "visited_on": TODAY,
                "kind": VisitKind.LESSON_VISIT,
                "visited_at": dt.time(9, 14),
                "seen": SEEN,
                "worked": WORKED,
                "step_text": STEP,
                "message": MESSAGE,
                "check_back_on": TODAY + dt.timedelta(days=14),
            }
            | words
        )
        with transaction() as writing:
            services.save_draft(writing, actor, visit_id, whole, 1, at + dt.timedelta(seconds=1))
        return visit_id

    def shared(self, by: str = "ambassador", at: dt.datetime = NOW, **more: Any) -> uuid.UUID:
        visit_id = self.draft(by=by, at=at, **more)
        with transaction() as writing:
            services.share_visit(writing, self.actor(by), visit_id, at, KEEP_BOTH)
        return visit_id

    def withdrawn(self) -> uuid.UUID:
        visit_id = self.shared()
        with transaction() as writing:
            services.withdraw_visit(writing, self.actor("ambassador"), visit_id, NOW)
        return visit_id

    def reply(self, visit_id: uuid.UUID, by: str, text: str) -> None:
        with transaction() as writing:
            services.reply(writing, self.actor(by), visit_id, text, uuid.uuid4(), NOW)

    def note(self, text: str = "How do I ask less?", by: str = "ambassador", *, is_shared: bool = False) -> uuid.UUID:
        """A note for supervision."""
        actor = self.actor(by)
        with transaction() as writing:
            note_id = write_note(writing, actor, text, uuid.uuid4()).id
            if is_shared:
                share_note(writing, actor, note_id, NOW)
        return note_id

    def trial(self, step_id: uuid.UUID, outcome: TrialOutcome = TrialOutcome.WENT, note: str = "") -> uuid.UUID:
        """How trying it went, kept by the teacher for herself."""
        with transaction() as writing:
            return services.record_trial(
                writing, self.actor("teacher"), step_id, outcome, note, request_key=uuid.uuid4(), at=NOW
            ).id

    def reflection(self, visit_id: uuid.UUID, text: str) -> uuid.UUID:
        with transaction() as writing:
            return services.reflect(writing, self.actor("teacher"), visit_id, text, uuid.uuid4(), NOW).id

    def end_step(self, step_id: uuid.UUID) -> None:
        with transaction() as writing:
            services.end_step(writing, self.actor("teacher"), step_id, StepState.EMBEDDED, "It happens now.")

    def end_roles(self, persona: str) -> None:
        """Yesterday was the last day of every role this person holds."""
        with transaction() as writing:
            for grant in writing.scalars(select(RoleGrant).where(RoleGrant.person_id == self.trust.person(persona))):
                grant.ended_on = TODAY - dt.timedelta(days=1)

    def device(self, of: str = "ambassador") -> uuid.UUID:
        with transaction() as writing:
            return services.switch_device_on(writing, self.actor(of), uuid.uuid4(), "Blue tablet", NOW).id

    def step_of(self, visit_id: uuid.UUID) -> uuid.UUID:
        return self.session.scalars(select(ActionStep.id).where(ActionStep.visit_id == visit_id)).one()

    def support_of(self, persona: str) -> uuid.UUID:
        """The first support of somebody, live or not."""
        query = select(Support.id).where(Support.person_id == self.trust.person(persona)).order_by(Support.id)
        return self.session.scalars(query).first() or uuid.UUID(int=0)

    def supported_since(self, day: dt.date) -> None:
        """Every support began on a day."""
        with transaction() as writing:
            writing.execute(update(Support).values(started_on=day))

    def letters(self) -> list[dict[str, Any]]:
        """The mail that waits, in its order, but for what tells somebody that they are supported."""
        query = select(Job.payload).where(Job.kind == "mail").order_by(Job.queued_at)
        return [letter for letter in self.session.scalars(query) if letter["subject"] != SUPPORTED]

    def focus(self, persona: str, text: str, standard: str | None = None) -> uuid.UUID:
        standard_id = self.id_of(Standard, standard) if standard else None
        with transaction() as writing:
            return services.change_focus(writing, self.actor(persona), text, standard_id, of=None, version=None).id

    def id_of(self, model: type[LookFor | LibraryStep | Standard], code: str) -> uuid.UUID:
        return self.session.scalars(select(model.id).where(model.code == code)).one()

    def term(self, slug: str) -> uuid.UUID:
        return self.session.scalars(select(Term.id).where(Term.slug == slug)).one()
