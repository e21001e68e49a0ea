"""The board of a school: what waits for its head first, then what is late, then what is due next."""

import datetime as dt
import re
from collections.abc import Callable

from sqlalchemy import select

from cpd.appraisal.models import AppraisalCycle, Review, StageDate
from cpd.appraisal.rules.stages import Stage
from cpd.core.database import transaction
from cpd.people.models import Away, Post
from tests.appraisal.making import Appraisals
from tests.conftest import CheckingClient, QueryCount
from tests.world import TODAY

SignIn = Callable[[str], CheckingClient]


def _names(page: str) -> list[str]:
    return re.findall(r'rows__link" href="/appraisal/reviews/[^"]+">([^<]+)<', page)


def test_late_ones_come_first_and_the_head_narrows_to_them(appraisals: Appraisals, as_persona: SignIn) -> None:
    board = f"/appraisal/schools/{appraisals.trust.school('hazel')}"
    appraisals.closed()
    appraisals.moved_to(appraisals.started("ta"), Stage.MID_YEAR)
    late = appraisals.started("line_manager", appraiser="appraiser")
    with transaction() as writing:
        cycle = writing.get_one(AppraisalCycle, appraisals.cycle_id)
        for stage, due in ((Stage.PREPARATION, dt.date(2026, 9, 30)), (Stage.MID_YEAR, dt.date(2027, 2, 28))):
            writing.add(StageDate(cycle_id=cycle.id, stage=stage, due_on=due))
        writing.get_one(Review, late).opened_at -= dt.timedelta(days=90)
    client = as_persona("head")
    whole = client.get(board).get_data(as_text=True)
    assert _names(whole) == ["Petra Vane", "Łukasz Thorn", "Rosa Quill"]
    assert "was due 30 Sep" in whole
    assert "by 28 Feb" in whole
    assert _names(client.get(f"{board}?show=late").get_data(as_text=True)) == ["Petra Vane"]
    assert _names(client.get(f"{board}?show=mid_year").get_data(as_text=True)) == ["Łukasz Thorn"]


def test_whoever_has_lost_their_appraiser_or_is_not_there_stands_out_at_once(
    appraisals: Appraisals, as_persona: SignIn
) -> None:
    trust = appraisals.trust
    board = f"/appraisal/schools/{trust.school('hazel')}"
    appraisals.started("ambassador", appraiser="line_manager")
    of_rosa = appraisals.started()
    client = as_persona("head")
    assert _names(client.get(f"{board}?show=held_up").get_data(as_text=True)) == []
    with transaction() as writing:
        post = writing.scalars(select(Post).where(Post.person_id == trust.person("appraiser"))).one()
        post.ended_on = TODAY - dt.timedelta(days=1)
        writing.add(Away(person_id=trust.person("ambassador"), started_on=TODAY))
    page = client.get(f"{board}?show=held_up").get_data(as_text=True)
    assert _names(page) == ["Siân O&#39;Neill", "Rosa Quill"]
    assert "Needs an appraiser" in page
    assert "is away for long" in page
    # The review of somebody who has left says so, and is laid down from there.
    with transaction() as writing:
        post = writing.scalars(select(Post).where(Post.person_id == trust.person("teacher"))).one()
        post.ended_on = TODAY - dt.timedelta(days=1)
    assert "has no post at this school any more" in client.get(board).get_data(as_text=True)
    client.post(f"/appraisal/reviews/{of_rosa}/lay-down", data={"csrf_token": client.token()})
    assert _names(client.get(f"{board}?show=laid_down").get_data(as_text=True)) == ["Rosa Quill"]


def test_whoever_comes_back_has_time_again(appraisals: Appraisals, as_persona: SignIn) -> None:
    trust = appraisals.trust
    review_id = appraisals.started()
    address, board = f"/appraisal/reviews/{review_id}", f"/appraisal/schools/{trust.school('hazel')}?show=late"
    with transaction() as writing:
        writing.get_one(Review, review_id).opened_at -= dt.timedelta(days=90)
        away = Away(person_id=trust.person("teacher"), started_on=TODAY)
        writing.add(away)
    head = as_persona("head")
    assert _names(head.get(board).get_data(as_text=True)) == ["Rosa Quill"]
    head.post(f"{address}/lay-down", data={"csrf_token": head.token()})
    head.post_form(f"{address}/take-up", {"reason": "Back since Monday."})
    assert _names(head.get(board).get_data(as_text=True)) == []
    assert "21 December 2026" in head.get(address).get_data(as_text=True)


def test_the_board_takes_few_statements(
    appraisals: Appraisals, as_persona: SignIn, counted_queries: Callable[[], QueryCount]
) -> None:
    appraisals.started()
    board = f"/appraisal/schools/{appraisals.trust.school('hazel')}"
    client = as_persona("head")
    client.get(board)
    count = counted_queries()
    client.get(board)
    assert count.total <= 10
