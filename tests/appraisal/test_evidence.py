"""What an objective and a need cite, and the link or file that a person brings. Nothing has to be brought."""

import datetime as dt
import io
import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select

from cpd.appraisal.models import BroughtFile
from cpd.core.audit import AuditEntry
from cpd.training.models import Course
from tests.appraisal.making import NEED, OBJECTIVE, OWN_WORDS, Appraisals
from tests.appraisal.test_parts import meeting
from tests.conftest import CheckingClient

SignIn = Callable[[str], CheckingClient]

PDF = b"%PDF-1.7 a page"


def bring(client: CheckingClient, review_id: object, file: bytes | None = None, **fields: str) -> tuple[int, str]:
    data: dict[str, object] = {"text": OWN_WORDS, **fields}
    if file is not None:
        data["file"] = (io.BytesIO(file), "Talk partners.pdf")
    answer = client.post_form(f"/appraisal/reviews/{review_id}/bring", data, content_type="multipart/form-data")
    return answer.status_code, answer.get_data(as_text=True)


def test_a_link_and_a_file_are_read_by_the_readers_of_the_review(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.started()
    teacher = as_persona("teacher")
    assert bring(teacher, review_id, PDF, address="https://talk.example/pages?a=1")[0] == 302
    (brought,) = appraisals.review(review_id).brought
    file = f"/appraisal/reviews/{review_id}/brought/{brought.id}/file"
    for reader in ("teacher", "appraiser", "head"):
        client = as_persona(reader)
        page = client.get(f"/appraisal/reviews/{review_id}").get_data(as_text=True)
        assert "A link to talk.example" in page
        assert "Talk partners.pdf" in page
        answer = client.get(file)
        assert answer.data == PDF
        assert answer.headers["Content-Disposition"].startswith("attachment")
    for other in ("office", "development_lead", "ambassador", "other_head"):
        assert as_persona(other).get(file).status_code == 404, other
    appraisals.session.rollback()
    downloads = select(AuditEntry.by_name).where(AuditEntry.action == "review.downloaded")
    assert len(appraisals.session.scalars(downloads).all()) == 2
    token = teacher.token(f"/appraisal/reviews/{review_id}")
    teacher.post(f"/appraisal/reviews/{review_id}/brought/{brought.id}/take-out", data={"csrf_token": token})
    assert teacher.get(file).status_code == 404
    appraisals.session.rollback()
    assert appraisals.session.scalars(select(BroughtFile.name)).all() == []


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "talk.example",
        "https://",
        "https://me:secret@talk.example/",
        "http://a b",
        "https://a:b/",
    ],
)
def test_only_addresses_of_the_web_are_links(appraisals: Appraisals, as_persona: SignIn, address: str) -> None:
    review_id = appraisals.started()
    status, page = bring(as_persona("teacher"), review_id, address=address)
    assert status == 422
    assert OWN_WORDS in page
    assert appraisals.review(review_id).brought == []


def test_what_is_no_pdf_or_picture_is_refused(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.started()
    status, page = bring(as_persona("teacher"), review_id, b"<script>alert(1)</script>")
    assert status == 422
    assert "not a PDF, a JPEG or a PNG" in page
    assert appraisals.review(review_id).brought == []


def test_an_objective_serves_a_live_priority_and_keeps_it_when_it_ends(
    appraisals: Appraisals, as_persona: SignIn
) -> None:
    review_id = appraisals.started()
    live = appraisals.priority("Everybody talks")
    over = appraisals.priority("Attendance", ended_on=dt.date(2026, 10, 1))
    client = as_persona("appraiser")
    address = f"/appraisal/reviews/{review_id}/objectives/new"
    page = client.get(address).get_data(as_text=True)
    assert "Everybody talks" in page
    assert "Attendance" not in page
    form = OBJECTIVE | {"standard_id": str(appraisals.standard("TS6"))}
    assert client.post_form(address, form | {"trust_priority_id": str(over)}).status_code == 422
    answer = client.post_form(f"{address}?meeting=planning", form | {"trust_priority_id": str(live)})
    assert answer.location.endswith(f"{meeting(review_id)}#objectives")
    assert "Trust priority: Everybody talks" in client.get(f"/appraisal/reviews/{review_id}").get_data(as_text=True)


def test_what_came_of_it_may_name_a_number_and_what_will_be_different_may_not(
    appraisals: Appraisals, as_persona: SignIn
) -> None:
    review_id = appraisals.written()
    client = as_persona("appraiser")
    objective = appraisals.review(review_id).objectives[0]
    address = f"/appraisal/reviews/{review_id}/objectives/{objective.id}"
    form = OBJECTIVE | {"standard_id": str(appraisals.standard("TS6"))}
    refused = client.post_form(address, form | {"how_we_will_know": "80% of pupils reach it."})
    assert "This counts a share of pupils" in refused.get_data(as_text=True)
    ended = client.post_form(address, form | {"what_came_of_it": "Half of the class speaks up unasked."})
    assert ended.status_code == 302


def test_a_need_names_a_standard_and_a_course(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.started()
    appraisals.complete()
    course = appraisals.session.scalars(select(Course)).first()
    assert course is not None
    course_id, title = course.id, course.title
    client = as_persona("appraiser")
    links = {"standard_id": str(appraisals.standard("TS5")), "course_id": str(course_id)}
    address = f"/appraisal/reviews/{review_id}/needs/new"
    assert client.post_form(address, NEED | links | {"course_id": str(uuid.uuid4())}).status_code == 422
    assert client.post_form(address, NEED | links).status_code == 302
    (need,) = appraisals.review(review_id).needs
    assert need.standard is not None
    assert (need.standard.code, need.course_id) == ("TS5", course_id)
    assert f"A course that would help: {title}" in client.get(f"/appraisal/reviews/{review_id}").get_data(as_text=True)
    client.post_form(f"/appraisal/reviews/{review_id}/needs/{need.id}", NEED | {"standard_id": "", "course_id": ""})
    assert appraisals.review(review_id).needs[0].course_id is None
