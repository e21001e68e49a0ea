"""What the trust sees: counts by school, small ones hidden, and no names."""

import uuid
from collections.abc import Callable
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.appraisal import queries
from cpd.appraisal.models import Review, ReviewState
from cpd.appraisal.rules.stages import Stage
from cpd.core.database import transaction
from cpd.people.models import Person, Post, StaffGroup
from tests.appraisal.making import Appraisals
from tests.conftest import CheckingClient, QueryCount
from tests.world import NOW, STARTED

SignIn = Callable[[str], CheckingClient]


def _reviews(appraisals: Appraisals, school: str, count: int) -> None:
    with transaction() as writing:
        for number in range(count):
            code = f"{school}{number}"
            person = Person(
                id=uuid.uuid4(),
                staff_code=code,
                first_name="Nia",
                last_name=f"Ash{code}",
                sort_first_name="nia",
                sort_last_name=f"ash{code}",
            )
            writing.add(person)
            writing.flush()
            post = {"school_id": appraisals.trust.school(school), "staff_group": StaffGroup.TEACHER}
            writing.add(Post(person_id=person.id, job_title="Teacher", started_on=STARTED, fte=Decimal(1), **post))
            writing.add(
                Review(
                    cycle_id=appraisals.cycle_id,
                    person_id=person.id,
                    appraiser_id=appraisals.trust.person("appraiser"),
                    job_title="Teacher",
                    opened_at=NOW,
                    **post,
                )
            )


def test_small_counts_are_hidden_and_cannot_be_worked_out(appraisals: Appraisals, session: Session) -> None:
    for school, count in (("hazel", 12), ("larch", 3), ("foxglove", 6)):
        _reviews(appraisals, school, count)
    trustee, cycle_id = appraisals.actor("trustee"), appraisals.cycle_id
    schools = queries.trust_stage_counts(session, trustee, cycle_id)
    totals = queries.trust_stage_totals(session, trustee, cycle_id)
    shown = {one.school: one.counts[Stage.PREPARATION] for one in schools}
    assert shown == {
        "Hazel Down Primary School": 12,
        "Larch Lane Primary School": None,
        "Foxglove Special School": None,
    }
    assert totals[Stage.PREPARATION] == 21
    assert totals[Stage.CLOSED] is None
    states = queries.trust_state_totals(session, trustee, cycle_id)
    assert states[ReviewState.OPEN] == 21


def test_a_stage_of_few_is_not_worked_out_from_all_that_are_open(appraisals: Appraisals, session: Session) -> None:
    _reviews(appraisals, "hazel", 20)
    with transaction() as writing:
        for number, review in enumerate(writing.scalars(select(Review).order_by(Review.id))):
            review.stage = Stage.MID_YEAR if number < 2 else Stage.REPORT if number < 8 else Stage.SELF_REVIEW
    totals = queries.trust_stage_totals(session, appraisals.actor("trustee"), appraisals.cycle_id)
    # 20 are open: the two at mid-year hide with the noughts, and together they give nothing away.
    assert totals[Stage.MID_YEAR] is None
    assert [stage for stage, count in totals.items() if count] == [Stage.SELF_REVIEW, Stage.REPORT]


def test_the_trust_reads_no_names(appraisals: Appraisals, as_persona: SignIn) -> None:
    _reviews(appraisals, "hazel", 12)
    _reviews(appraisals, "larch", 3)
    for persona in ("trustee", "development_lead"):
        page = as_persona(persona).get("/appraisal/counts").get_data(as_text=True)
        assert "fewer than 5" in page
        assert "Nia" not in page


def test_a_head_counts_the_reviews_they_may_read(appraisals: Appraisals, session: Session) -> None:
    appraisals.closed()
    appraisals.started("ta")
    counts = queries.state_counts(
        session, appraisals.actor("head"), appraisals.trust.school("hazel"), appraisals.cycle_id
    )
    assert counts == {ReviewState.OPEN: 1, ReviewState.SIGNING: 0, ReviewState.CLOSED: 1}


def test_a_board_of_many_takes_as_many_statements_as_one_of_few(
    appraisals: Appraisals, as_persona: SignIn, counted_queries: Callable[[], QueryCount]
) -> None:
    board = f"/appraisal/schools/{appraisals.trust.school('hazel')}"
    client = as_persona("head")

    def statements() -> int:
        client.get(board)
        count = counted_queries()
        client.get(board)
        return count.total

    appraisals.started()
    with_one = statements()
    _reviews(appraisals, "hazel", 20)
    assert statements() == with_one
