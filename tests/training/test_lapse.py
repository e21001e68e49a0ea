"""What ends soon, what planned sessions would do about it, and the terms side by side."""

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Session

from cpd.core.database import transaction
from cpd.people.models import CalendarKind, CalendarPeriod
from cpd.training.models import Invitation, InvitationState, SessionForm, SessionState, TrainingSession
from tests.conftest import CheckingClient
from tests.training.conftest import Fire
from tests.training.courses import complete
from tests.world import NOW, TODAY, World

SignIn = Callable[[str], CheckingClient]


def words(client: CheckingClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    text = answer.get_data(as_text=True).split("<main")[1]
    return " ".join(text.replace("<strong>", "").replace("</strong>", "").split())


def plan(session: Session, course_id: object, held_on: dt.date, people: dict[object, InvitationState]) -> None:
    planned = TrainingSession(
        course_id=course_id,
        held_on=held_on,
        state=SessionState.ANNOUNCED,
        form=SessionForm.INSET,
        register=0,
        entered_at=NOW,
    )
    session.add(planned)
    session.flush()
    session.add_all(
        Invitation(session_id=planned.id, person_id=person, state=state, entered_at=NOW)
        for person, state in people.items()
    )


def test_what_ends_within_each_span_and_what_a_session_would_do(
    as_persona: SignIn, fire: Fire, trust: World, session: Session
) -> None:
    with transaction() as writing:
        # Ends on 10 January, within 60 days and not within 30; Łukasz's ends on 24 December.
        complete(writing, fire.course_id, trust.person("head"), dt.date(2026, 1, 10))
        plan(
            writing,
            fire.course_id,
            dt.date(2026, 12, 14),
            {
                trust.person("ta"): InvitationState.JOINED,
                trust.person("office"): InvitationState.INVITED,
                trust.person("deputy"): InvitationState.DECLINED,
            },
        )
        # Nobody has closed its register: it is not planned any more, and has given nobody anything.
        plan(writing, fire.course_id, dt.date(2026, 10, 5), {trust.person("deputy"): InvitationState.JOINED})
    lead, hazel = as_persona("development_lead"), trust.school("hazel")

    def row(within: int) -> str:
        page = words(lead, f"/training/lapsing?school={hazel}&within={within}")
        return page.split("<tbody>")[1].split("</tr>")[0]

    near, far = row(30), row(60)
    assert ">none<" in near
    assert ">2</td>" in row(60)
    for cell in ("3 of 6", "1 of 6", "2 of 6", "3 of 6"):
        assert cell in far
    by_school = words(lead, "/training/lapsing?course=HS-FIRE&within=60")
    assert "Hazel Down Primary School" in by_school
    assert "Sessions planned until then" in by_school
    assert '<td class="table__number" data-label="Joined">1</td>' in by_school
    hidden = words(as_persona("trustee"), "/training/lapsing?course=HS-FIRE&within=60")
    assert "fewer than 5" in hidden


def test_the_terms_of_two_years_side_by_side(as_persona: SignIn, fire: Fire, trust: World, session: Session) -> None:
    with transaction() as writing:
        for first, last in ((dt.date(2025, 9, 2), dt.date(2025, 12, 19)), (dt.date(2026, 4, 20), dt.date(2026, 7, 21))):
            writing.add(CalendarPeriod(school_id=None, kind=CalendarKind.TERM, started_on=first, ended_on=last))
    lead = as_persona("development_lead")
    page = words(lead, "/training/terms")
    for heading in ("Autumn 2025 (19 Dec 2025)", "Summer 2026 (21 Jul 2026)", "Today"):
        assert heading in page
    assert "<title>Fire awareness: 6.7% trained at the first of these days, 15.4% at the last</title>" in page
    assert "6.7% <span" in page
    assert "Larch Lane Primary School" in words(lead, "/training/terms?course=HS-FIRE")
    assert "fewer than 5" in words(as_persona("teacher"), f"/training/terms?school={trust.school('larch')}")
    assert as_persona("head").get("/training/terms?course=NOTHING").status_code == 404
    assert dt.date(2026, 11, 23) == TODAY
