"""Visits of other kinds and entries of the small trust, written through the services."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.coaching import services
from cpd.coaching.models import KindOfVisit, LedgerEntry, OtherVisit, OtherVisitAction, VisitLimit
from cpd.coaching.rules.ledger import Entered, LimitWords
from cpd.coaching.rules.other_visits import FEWEST_ROOMS, Agreed, Beginning, OtherWords
from cpd.coaching.seeds import load_kinds
from cpd.core.database import transaction
from cpd.people.actor import Actor, load_actor
from tests.world import NOW, TODAY, World

VISITS = "/coaching/other-visits"
ANSWER = "Two tables were still writing when the third question came."
LIMIT = "Drop-ins and walks together"


def visit_of(session: Session, visit_id: uuid.UUID) -> OtherVisit:
    session.rollback()
    return session.get_one(OtherVisit, visit_id)


class OtherVisits:
    def __init__(self, trust: World, session: Session) -> None:
        self.trust = trust
        self.session = session
        with transaction() as writing:
            load_kinds(writing)

    def actor(self, persona: str) -> Actor:
        return load_actor(self.session, self.trust.person(persona), TODAY)

    def kind(self, code: str) -> uuid.UUID:
        return self.session.scalars(select(KindOfVisit.id).where(KindOfVisit.code == code)).one()

    def begun(
        self, code: str, of: str | None = None, by: str = "ambassador", school: str = "hazel", answer: str = ANSWER
    ) -> uuid.UUID:
        """A draft whose first question is answered."""
        person_id = self.trust.person(of) if of else None
        beginning = Beginning(self.kind(code), self.trust.school(school), person_id)
        actor = self.actor(by)
        with transaction() as writing:
            visit = services.begin_other_visit(writing, actor, beginning, uuid.uuid4(), NOW)
            visit_id, questions = visit.id, len(visit.questions)
        with transaction() as writing:
            words = OtherWords(TODAY, (answer, *[""] * (questions - 1)))
            services.save_other_visit(writing, actor, visit_id, words, 1, NOW)
        return visit_id

    def share(self, visit_id: uuid.UUID, by: str = "ambassador", rooms: tuple[str, ...] = ()) -> None:
        actor, chosen = self.actor(by), frozenset(self.trust.person(room) for room in rooms)
        with transaction() as writing:
            services.share_other_visit(writing, actor, visit_id, chosen, NOW)

    def shared(self, code: str, of: str | None = None, by: str = "ambassador", school: str = "hazel") -> uuid.UUID:
        visit_id = self.begun(code, of, by, school)
        self.share(visit_id, by)
        return visit_id

    def walked(self, *rooms: str, by: str = "head") -> uuid.UUID:
        """A walk through these rooms; and, where they are fewer than three, through others."""
        visit_id = self.begun("learning-walk", by=by)
        others = ("line_manager", "appraiser", "deputy")
        self.share(visit_id, by, tuple(dict.fromkeys((*rooms, *others)))[: max(FEWEST_ROOMS, len(rooms))])
        return visit_id

    def action(
        self, visit_id: uuid.UUID, by: str = "ambassador", text: str = "Try it in the next lesson."
    ) -> uuid.UUID:
        actor, key = self.actor(by), uuid.uuid4()
        with transaction() as writing:
            services.add_action(writing, actor, visit_id, Agreed(text), key)
        return self.session.scalars(select(OtherVisitAction.id).where(OtherVisitAction.request_key == key)).one()

    def added(self, by: str = "teacher", code: str | None = "drop-in", school: str = "hazel") -> uuid.UUID:
        kind_id = self.kind(code) if code else None
        entered = Entered(TODAY, self.trust.school(school), kind_id, "An adviser from outside", "Ivo Pell")
        actor, key = self.actor(by), uuid.uuid4()
        with transaction() as writing:
            services.add_entry(writing, actor, entered, key)
        return self.session.scalars(select(LedgerEntry.id).where(LedgerEntry.request_key == key)).one()

    def entry_of(self, visit_id: uuid.UUID) -> uuid.UUID:
        return self.session.scalars(select(LedgerEntry.id).where(LedgerEntry.other_visit_id == visit_id)).one()

    def disputed(self, by: str = "teacher") -> uuid.UUID:
        entry_id = self.added(by)
        actor = self.actor(by)
        with transaction() as writing:
            services.dispute_entry(writing, actor, entry_id, "Nobody came that day.", NOW)
        return entry_id

    def limit(self, most: int = 1, codes: tuple[str, ...] = ("drop-in", "learning-walk")) -> uuid.UUID:
        actor = self.actor("development_lead")
        with transaction() as writing:
            services.set_limit(writing, actor, None, LimitWords(LIMIT, codes, most), 0)
        return self.session.scalars(select(VisitLimit.id)).one()
