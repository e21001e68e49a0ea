"""A moderator reads one review, by name, once its person has agreed and for as long as that lasts."""

import datetime as dt
import re
import uuid
from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.appraisal import queries
from cpd.appraisal.models import AppraisalCycle, Review
from cpd.appraisal.policy import moderation_state
from cpd.appraisal.rules.moderation import ModerationState, standing
from cpd.appraisal.rules.stages import Stage
from cpd.core.access import NotFound
from cpd.core.database import transaction
from cpd.core.jobs import Job
from cpd.demonstration.appraisal_moderation import Moderations
from cpd.demonstration.people import Peopling
from cpd.people.models import StaffGroup
from tests.appraisal.making import COMMENT, SENTENCE, Appraisals
from tests.conftest import CheckingClient
from tests.world import NOW

SignIn = Callable[[str], CheckingClient]
LATER = NOW + dt.timedelta(hours=1)


def _allowed(appraisals: Appraisals) -> None:
    with transaction() as writing:
        writing.get_one(AppraisalCycle, appraisals.cycle_id).has_moderation = True


def _reads(client: CheckingClient, moderation_id: uuid.UUID) -> bool:
    return client.get(f"/appraisal/moderations/{moderation_id}").status_code == 200


def _press(client: CheckingClient, address: str) -> int:
    return client.post(address, data={"csrf_token": client.token()}).status_code


def test_nobody_reads_before_the_person_has_agreed(
    appraisals: Appraisals, as_persona: SignIn, session: Session
) -> None:
    review_id = appraisals.written()
    _allowed(appraisals)
    address = f"/appraisal/reviews/{review_id}"
    owen = str(appraisals.trust.person("other_head"))
    asked = as_persona("head").post_form(f"{address}/moderation/new", {"moderator_id": owen})
    assert asked.status_code == 302
    (one,) = appraisals.review(review_id).moderations
    other_head, teacher = as_persona("other_head"), as_persona("teacher")
    assert not _reads(other_head, one.id)
    assert "Rosa" not in other_head.get("/appraisal/").get_data(as_text=True)
    page = teacher.get(address).get_data(as_text=True)
    assert "May Owen Brook read your review?" in page
    assert "Owen Brook (moderator)" not in page
    assert _press(teacher, f"{address}/moderation/{one.id}/agree") == 302
    page = other_head.get(f"/appraisal/moderations/{one.id}").get_data(as_text=True)
    assert SENTENCE in page
    assert COMMENT in page
    assert "Rosa" in other_head.get("/appraisal/").get_data(as_text=True)
    page = teacher.get(address).get_data(as_text=True)
    assert "Owen Brook (moderator)" in page
    looks = queries.who_has_looked(session, appraisals.actor("teacher"), appraisals.review(review_id))
    assert "Owen Brook" in {look.by for look in looks}


def test_a_moderator_reads_that_page_and_nothing_beside_it(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.support_agreed(appraisals.written())
    client = as_persona("other_head")
    moderation_id = appraisals.moderation(review_id, "other_head")
    page = client.get(f"/appraisal/moderations/{moderation_id}").get_data(as_text=True)
    assert f"/appraisal/reviews/{review_id}" not in page
    for path in ("", ".pdf", "/support", "/meetings/planning"):
        assert client.get(f"/appraisal/reviews/{review_id}{path}").status_code == 404, path
    assert not queries.reviews_i_read(appraisals.session, appraisals.actor("other_head"))


@pytest.mark.parametrize("who", ["teacher", "head", "other_head"])
def test_it_ends_when_one_of_them_says_so(appraisals: Appraisals, as_persona: SignIn, who: str) -> None:
    review_id = appraisals.written()
    moderation_id = appraisals.moderation(review_id, "other_head")
    end = f"/appraisal/reviews/{review_id}/moderation/{moderation_id}/end"
    done = f"/appraisal/moderations/{moderation_id}/done"
    assert _press(as_persona(who), done if who == "other_head" else end) == 302
    assert not _reads(as_persona("other_head"), moderation_id)


def test_it_ends_with_signing_and_is_not_there_again_when_taken_up(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.to_sign()
    moderation_id = appraisals.moderation(review_id, "other_head")
    client = as_persona("other_head")
    appraisals.sign(review_id, "teacher")
    assert _reads(client, moderation_id)
    appraisals.sign(review_id, "appraiser", LATER)
    assert not _reads(client, moderation_id)
    as_persona("appraiser").post_form(f"/appraisal/reviews/{review_id}/take-up", {"reason": "A name was misspelt."})
    review = appraisals.review(review_id)
    assert moderation_state(review, review.moderations[0]) is ModerationState.OVER
    assert not _reads(client, moderation_id)


def test_a_confidential_review_closes_to_its_moderator(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.written()
    moderation_id = appraisals.moderation(review_id, "other_head")
    with transaction() as writing:
        writing.get_one(Review, review_id).hr_contact_id = appraisals.trust.person("development_lead")
    assert not _reads(as_persona("other_head"), moderation_id)
    assert as_persona("appraiser").get(f"/appraisal/reviews/{review_id}/moderation/new").status_code == 403


def test_where_the_policy_names_no_moderator_nobody_asks_for_one(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.written()
    head = as_persona("head")
    assert head.get(f"/appraisal/reviews/{review_id}/moderation/new").status_code == 403
    assert "Ask for a moderator" not in head.get(f"/appraisal/reviews/{review_id}").get_data(as_text=True)


def test_who_plays_no_part_elsewhere_is_not_offered(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.written()
    _allowed(appraisals)
    page = as_persona("head").get(f"/appraisal/reviews/{review_id}/moderation/new").get_data(as_text=True)
    offered = set(re.findall(r"<option[^>]*>([^<]+)</option>", page)) - {"Choose"}
    assert offered == {"Owen Brook", "Edith Fenn"}


def test_a_no_stands_and_is_not_asked_again(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.written()
    moderation_id = appraisals.moderation(review_id, "other_head", is_agreed=False)
    address = f"/appraisal/reviews/{review_id}/moderation"
    assert _press(as_persona("teacher"), f"{address}/{moderation_id}/decline") == 302
    again = as_persona("head").post_form(f"{address}/new", {"moderator_id": str(appraisals.trust.person("other_head"))})
    assert "that stands" in again.get_data(as_text=True)
    with pytest.raises(NotFound):
        queries.get_review(appraisals.session, appraisals.actor("other_head"), review_id, as_moderator=True)


def test_both_are_told_by_mail_and_no_word_of_the_review(appraisals: Appraisals, session: Session) -> None:
    review_id = appraisals.written()
    already = session.scalars(select(Job.id)).all()
    appraisals.moderation(review_id, "other_head")
    mails = session.scalars(select(Job.payload).where(Job.id.not_in(already)).order_by(Job.queued_at, Job.id)).all()
    assert [mail["to"].split(".")[0] for mail in mails] == ["rosa", "owen"]
    assert not any(SENTENCE in mail["text"] for mail in mails)


def test_how_a_moderation_stands() -> None:
    assert standing(None, None, None, None) is ModerationState.ASKED
    assert standing(NOW, None, None, NOW - dt.timedelta(days=1)) is ModerationState.LASTS
    assert standing(NOW, None, None, LATER) is ModerationState.OVER
    assert standing(NOW, None, NOW.date(), None) is ModerationState.OVER
    assert standing(None, NOW, None, None) is ModerationState.DECLINED


def test_the_demonstration_has_a_moderated_review_and_one_that_is_asked_about(
    appraisals: Appraisals, as_persona: SignIn
) -> None:
    trust = appraisals.trust
    appraisals.started()
    schools = [
        SimpleNamespace(id=trust.school(school), head=SimpleNamespace(id=trust.person(head)))
        for school, head in (("hazel", "head"), ("larch", "other_head"))
    ]
    with transaction() as writing:
        writing.add(
            Review(
                cycle_id=appraisals.cycle_id,
                person_id=trust.person("stranger"),
                school_id=trust.school("larch"),
                appraiser_id=trust.person("other_head"),
                job_title="Class Teacher",
                staff_group=StaffGroup.TEACHER,
                stage=Stage.MID_YEAR,
                opened_at=NOW,
            )
        )
        writing.flush()
        Moderations(cast("Peopling", SimpleNamespace(schools=schools))).write(writing)
    mine = as_persona("teacher").get("/appraisal/").get_data(as_text=True)
    address = re.findall(r"/appraisal/reviews/[0-9a-f-]{36}", mine)[0]
    assert "May Owen Brook read your review?" in as_persona("teacher").get(address).get_data(as_text=True)
    head = as_persona("head")
    page = head.get("/appraisal/").get_data(as_text=True)
    (moderation,) = set(re.findall(r"/appraisal/moderations/[0-9a-f-]{36}", page))
    assert "Stan Gale" in head.get(moderation).get_data(as_text=True)
