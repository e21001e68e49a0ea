"""Cycles with their policy and dates, the trust's priorities, and beginning the whole trust in one step."""

import datetime as dt
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.appraisal import queries
from cpd.appraisal.models import AppraisalCycle, Review, TrustPriority
from cpd.appraisal.rules.priorities import most_at_once
from cpd.appraisal.rules.stages import CyclePolicy, Stage
from cpd.core.database import transaction
from cpd.people.models import Away, Person, Post, Role, RoleGrant, StaffGroup
from tests.appraisal.making import Appraisals
from tests.conftest import CheckingClient
from tests.world import TODAY, World, add_post

SignIn = Callable[[str], CheckingClient]


def _dates(session: Session, starts_on: dt.date) -> tuple[AppraisalCycle, dict[Stage, dt.date]]:
    session.rollback()
    cycle_id = session.scalars(select(AppraisalCycle.id).where(AppraisalCycle.starts_on == starts_on)).one()
    cycle = queries.cycle_with_dates(session, cycle_id)
    return cycle, {one.stage: one.due_on for one in cycle.stage_dates}


def test_the_development_lead_opens_the_next_cycle(
    appraisals: Appraisals, as_persona: SignIn, session: Session
) -> None:
    client = as_persona("development_lead")
    assert 'value="1 September 2027"' in client.get("/appraisal/cycles").get_data(as_text=True)
    dates = {"starts_on": "1/9/2027", "ends_on": "31 Aug 2028", "policy": "own"}
    for _ in range(2):
        assert client.post_form("/appraisal/cycles", dates).status_code == 302
    session.rollback()
    cycles = session.scalars(select(AppraisalCycle).order_by(AppraisalCycle.starts_on)).all()
    assert [cycle.starts_on for cycle in cycles] == [dt.date(2026, 9, 1), dt.date(2027, 9, 1)]


def test_a_cycle_that_overlaps_another_is_refused(appraisals: Appraisals, as_persona: SignIn) -> None:
    refused = as_persona("development_lead").post_form(
        "/appraisal/cycles", {"starts_on": "1/4/2027", "ends_on": "31/3/2028", "policy": "own"}
    )
    assert refused.status_code == 422
    assert "already covers some of these days" in refused.get_data(as_text=True)


def test_a_cycle_opens_with_the_usual_dates_of_its_policy_and_they_can_be_changed(
    trust: World, as_persona: SignIn, session: Session
) -> None:
    client = as_persona("development_lead")
    opened = client.post_form(
        "/appraisal/cycles", {"starts_on": "1/9/2026", "ends_on": "31/8/2027", "policy": "regulations_2012"}
    )
    cycle, dates = _dates(session, dt.date(2026, 9, 1))
    assert opened.location == f"/appraisal/cycles/{cycle.id}"
    assert (cycle.policy, cycle.has_pay_field, cycle.has_moderation) == (CyclePolicy.REGULATIONS_2012, False, False)
    assert dates[Stage.REPORT] == dt.date(2027, 10, 31)
    page = client.get(opened.location).get_data(as_text=True)
    assert "They bind maintained schools" in page
    typed = {"policy": "own", "policy_address": "https://trust.example/appraisal", "has_pay_field": "y"}
    days = {stage.value: due.isoformat() for stage, due in dates.items()}
    late = client.post_form(opened.location, typed | days | {"mid_year": "1/10/2026"})
    assert late.status_code == 422
    assert "This comes before the stage above it" in late.get_data(as_text=True)
    # An empty day takes the usual one of the policy that was chosen.
    empty = {stage.value: "" for stage in dates}
    assert client.post_form(opened.location, typed | empty | {"mid_year": "1/3/2027"}).status_code == 302
    cycle, dates = _dates(session, dt.date(2026, 9, 1))
    assert (cycle.policy, cycle.has_pay_field) == (CyclePolicy.OWN, True)
    assert (dates[Stage.MID_YEAR], dates[Stage.REPORT]) == (dt.date(2027, 3, 1), dt.date(2027, 7, 10))


def test_two_who_change_a_cycle_at_once_see_both(appraisals: Appraisals, as_persona: SignIn) -> None:
    address = f"/appraisal/cycles/{appraisals.cycle_id}"
    client = as_persona("development_lead")
    typed = {"policy": "own", "policy_address": ""}
    stale = {"csrf_token": client.token(address), "version": "1"}
    client.post_form(address, typed | {"policy_address": "https://first.example/"})
    refused = client.post(address, data=stale | typed | {"policy_address": "https://second.example/"})
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "https://first.example/" in page
    assert "https://second.example/" in page


def test_the_policy_stands_on_each_review(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.started()
    as_persona("development_lead").post_form(
        f"/appraisal/cycles/{appraisals.cycle_id}", {"policy": "own", "policy_address": "https://trust.example/a"}
    )
    assert 'href="https://trust.example/a"' in as_persona("teacher").get(f"/appraisal/reviews/{review_id}").get_data(
        as_text=True
    )


def test_three_spans_are_counted_on_their_fullest_day() -> None:
    day = dt.date
    apart = [(day(2026, 1, 1), day(2026, 3, 31)), (day(2026, 4, 1), None)]
    assert most_at_once(apart) == 1
    assert most_at_once([*apart, (day(2026, 3, 31), day(2026, 4, 1))]) == 2
    assert most_at_once([]) == 0


def test_at_most_three_priorities_are_live_at_once_and_everybody_reads_them(
    trust: World, as_persona: SignIn, session: Session
) -> None:
    client = as_persona("development_lead")
    typed = {"title": "Everybody talks", "why": "Few pupils speak in lessons.", "started_on": "1/9/2026"}
    for number in range(3):
        data = typed | {"title": f"Priority {number}", "ended_on": "31/8/2027" if number else ""}
        assert client.post_form("/appraisal/priorities/new", data).status_code == 302
    fourth = client.post_form("/appraisal/priorities/new", typed)
    assert fourth.status_code == 422
    assert "nobody remembers a list" in fourth.get_data(as_text=True)
    assert client.post_form("/appraisal/priorities/new", typed | {"started_on": "1/9/2027"}).status_code == 302
    session.rollback()
    first = session.scalars(select(TrustPriority.id).where(TrustPriority.title == "Priority 0")).one()
    ended = {"title": "Priority 0", "started_on": "1/9/2026", "ended_on": "31/10/2026"}
    assert client.post_form(f"/appraisal/priorities/{first}", ended).status_code == 302
    assert client.post_form("/appraisal/priorities/new", typed | {"started_on": "1/11/2026"}).status_code == 302
    page = as_persona("ta").get("/appraisal/priorities").get_data(as_text=True)
    assert "Everybody talks" in page
    assert "/priorities/new" not in page


def test_the_whole_trust_begins_in_one_step_after_a_look_at_it(
    appraisals: Appraisals, as_persona: SignIn, session: Session
) -> None:
    trust = appraisals.trust
    start = f"/appraisal/cycles/{appraisals.cycle_id}/start"
    with transaction() as writing:
        for persona, of in (("executive_head", "head"), ("head", "ambassador"), ("head", "line_manager")):
            writing.add(
                RoleGrant(
                    person_id=trust.person(persona),
                    role=Role.APPRAISER,
                    of_person_id=trust.person(of),
                    started_on=dt.date(2026, 9, 1),
                )
            )
        writing.add(Away(person_id=trust.person("ta"), started_on=TODAY))
        writing.get_one(Person, trust.person("ambassador")).induction_started_on = dt.date(2026, 9, 1)
        late = writing.scalars(select(Post).where(Post.person_id == trust.person("line_manager"))).one()
        late.started_on = dt.date(2026, 11, 2)
    client = as_persona("development_lead")
    page = client.get(start).get_data(as_text=True)
    assert "Begin 3 reviews" in page
    assert "1 of them joined after the cycle began" in page
    assert "Owen Brook" in page  # without an appraiser
    assert "Rosa Quill" not in page  # nothing is missing
    assert client.post_form(start).status_code == 302
    begun = {"teacher", "head", "line_manager"}
    session.rollback()
    assert set(session.scalars(select(Review.person_id))) == {trust.person(one) for one in begun}
    assert "begun" in client.get("/appraisal/counts").get_data(as_text=True)
    review_id = session.scalars(select(Review.id).where(Review.person_id == trust.person("teacher"))).one()
    assert client.get(f"/appraisal/reviews/{review_id}").status_code == 404
    assert (
        "Begin"
        not in client.get(start).get_data(as_text=True).split("Who has no appraiser yet")[1].split("Who can see")[0]
    )
    assert as_persona("executive_head").get("/appraisal/").get_data(as_text=True).count("Harriet Dale") >= 1


def test_a_review_whose_appraiser_has_left_goes_to_the_one_appointed_since(
    appraisals: Appraisals, as_persona: SignIn, session: Session
) -> None:
    trust = appraisals.trust
    review_id = appraisals.started()
    with transaction() as writing:
        post = writing.scalars(select(Post).where(Post.person_id == trust.person("appraiser"))).one()
        post.ended_on = TODAY - dt.timedelta(days=1)
        writing.add(
            RoleGrant(
                person_id=trust.person("line_manager"),
                role=Role.APPRAISER,
                of_person_id=trust.person("teacher"),
                started_on=TODAY,
            )
        )
    as_persona("development_lead").post_form(f"/appraisal/cycles/{appraisals.cycle_id}/start")
    assert appraisals.review(review_id).appraiser_id == trust.person("line_manager")


def test_whoever_changes_school_keeps_the_review_there_and_begins_another_here(
    appraisals: Appraisals, as_persona: SignIn, session: Session
) -> None:
    trust = appraisals.trust
    before = appraisals.started()
    larch = trust.school("larch")
    start = f"/appraisal/cycles/{appraisals.cycle_id}/schools/{larch}/start"
    rosa = trust.person("teacher")
    with transaction() as writing:
        add_post(writing, rosa, larch, "Class Teacher", StaffGroup.TEACHER, started_on=TODAY)
    # At two schools at once there is one review.
    assert "Rosa Quill" not in as_persona("other_head").get(start).get_data(as_text=True)
    with transaction() as writing:
        query = select(Post).where(Post.person_id == rosa, Post.school_id == trust.school("hazel"))
        writing.scalars(query).one().ended_on = TODAY - dt.timedelta(days=1)
    as_persona("other_head").post_form(start, {"people": [str(rosa)]})
    session.rollback()
    rows = session.execute(select(Review.id, Review.school_id).where(Review.person_id == rosa)).all()
    made_at = {row.id: row.school_id for row in rows}
    assert len(made_at) == 2
    assert made_at[before] == trust.school("hazel")
    assert as_persona("other_head").get(f"/appraisal/reviews/{before}").status_code == 404


def test_advisers_are_named_on_the_review_of_a_head_alone(appraisals: Appraisals, as_persona: SignIn) -> None:
    trust = appraisals.trust
    with transaction() as writing:
        writing.add(
            RoleGrant(
                person_id=trust.person("appraiser"),
                role=Role.APPRAISER,
                of_person_id=trust.person("head"),
                started_on=dt.date(2026, 9, 1),
            )
        )
    of_head, of_teacher = appraisals.started("head", by="deputy"), appraisals.started()
    client = as_persona("appraiser")
    typed = {"name": "Wilma Croft", "capacity": "external_adviser"}
    assert client.post_form(f"/appraisal/reviews/{of_head}/advisers/new", typed).status_code == 302
    page = as_persona("head").get(f"/appraisal/reviews/{of_head}").get_data(as_text=True)
    assert "Wilma Croft</strong>, external adviser" in page
    assert client.post_form(f"/appraisal/reviews/{of_teacher}/advisers/new", typed).status_code == 422
