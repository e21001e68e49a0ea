"""A school's summary for its governors: counts of five or more, and nobody to be found in them."""

import io
import uuid
from collections.abc import Callable

import pytest
from pypdf import PdfReader
from sqlalchemy.orm import Session

from cpd.appraisal.models import AppraisalCycle, DevelopmentNeed, Objective, Review
from cpd.appraisal.queries.summary import school_summary
from cpd.appraisal.rules.conclusion import Conclusion
from cpd.appraisal.rules.stages import Stage
from cpd.core.database import transaction
from cpd.insight.demand import training_demand
from cpd.people.models import Person, StaffGroup
from cpd.training.models import Category, Completion, Course, Source
from tests.appraisal.making import Appraisals
from tests.conftest import CheckingClient
from tests.world import NOW, TODAY

SignIn = Callable[[str], CheckingClient]


class Many:
    """Reviews of invented people at Hazel Down, with what each asks for."""

    def __init__(self, appraisals: Appraisals) -> None:
        self.appraisals = appraisals
        self.reviews: list[uuid.UUID] = []
        with transaction() as writing:
            course = Course(code="SEND-LANG", title="Language and talk", category=Category.SEND, entered_at=NOW)
            writing.add(course)
            writing.flush()
            self.course_id = course.id

    def begin(self, count: int, *, stage: Stage = Stage.MID_YEAR, hr: str | None = None) -> None:
        with transaction() as writing:
            for _ in range(count):
                number = len(self.reviews)
                person = Person(
                    staff_code=f"N{number}",
                    first_name="Nia",
                    last_name=f"Ash{number}",
                    sort_first_name="nia",
                    sort_last_name=f"ash{number}",
                )
                writing.add(person)
                writing.flush()
                review = Review(
                    cycle_id=self.appraisals.cycle_id,
                    person_id=person.id,
                    school_id=self.appraisals.trust.school("hazel"),
                    appraiser_id=self.appraisals.trust.person("appraiser"),
                    job_title="Teacher",
                    staff_group=StaffGroup.TEACHER,
                    stage=stage,
                    conclusion=Conclusion.SUPPORT_AGREED,
                    hr_contact_id=self.appraisals.trust.person(hr) if hr else None,
                    opened_at=NOW,
                )
                writing.add(review)
                writing.flush()
                self.reviews.append(review.id)

    def need(self, first: int, last: int, code: str | None = None, *, course: bool = False) -> None:
        standard = self.appraisals.standard(code) if code else None
        with transaction() as writing:
            writing.add_all(
                DevelopmentNeed(
                    review_id=review_id,
                    position=1,
                    need="To know more of it.",
                    standard_id=standard,
                    course_id=self.course_id if course else None,
                    request_key=uuid.uuid4(),
                )
                for review_id in self.reviews[first:last]
            )

    def objective(self, first: int, last: int, code: str) -> None:
        standard = self.appraisals.standard(code)
        with transaction() as writing:
            writing.add_all(
                Objective(
                    review_id=review_id,
                    position=1,
                    standard_id=standard,
                    text="Wait.",
                    request_key=uuid.uuid4(),
                )
                for review_id in self.reviews[first:last]
            )

    def completed(self, first: int, last: int) -> None:
        with transaction() as writing:
            writing.add_all(
                Completion(
                    person_id=writing.get_one(Review, review_id).person_id,
                    course_id=self.course_id,
                    completed_on=TODAY,
                    source=Source.HAND,
                    entered_at=NOW,
                )
                for review_id in self.reviews[first:last]
            )


@pytest.fixture
def many(appraisals: Appraisals) -> Many:
    return Many(appraisals)


def _summary(many: Many, session: Session) -> dict[str, tuple[int | None, int | None]]:
    appraisals = many.appraisals
    session.rollback()
    summary = school_summary(session, appraisals.actor("head"), appraisals.trust.school("hazel"), appraisals.cycle_id)
    assert summary is not None
    return {one.standard.code: (one.objectives, one.needs) for one in summary.standards}


def test_few_and_all_but_few_are_not_shown(many: Many, session: Session) -> None:
    many.begin(12)
    many.objective(0, 7, "TS6")
    many.need(0, 4, "TS1")
    many.need(4, 12, "TS5")
    # Eight of twelve leave four out, who could be told from the rest.
    assert _summary(many, session) == {"TS6": (7, None)}


def test_four_reviews_have_no_summary_at_all(many: Many, session: Session, as_persona: SignIn) -> None:
    many.begin(4)
    many.begin(6, hr="development_lead")
    appraisals = many.appraisals
    school = appraisals.trust.school("hazel")
    assert school_summary(session, appraisals.actor("head"), school, appraisals.cycle_id) is None
    assert "Too few reviews" in as_persona("head").get(f"/appraisal/schools/{school}/summary").get_data(as_text=True)


def test_stages_that_could_be_worked_out_are_hidden_too(many: Many, session: Session) -> None:
    many.begin(12)
    many.begin(9, stage=Stage.REPORT)
    many.begin(2, stage=Stage.CLOSED)
    appraisals = many.appraisals
    summary = school_summary(session, appraisals.actor("head"), appraisals.trust.school("hazel"), appraisals.cycle_id)
    assert summary is not None
    assert summary.stages == {Stage.MID_YEAR: 12, Stage.REPORT: None, Stage.CLOSED: None}


def test_the_pdf_names_nobody_and_says_nothing_of_support(many: Many, as_persona: SignIn) -> None:
    many.begin(20)
    many.objective(0, 9, "TS6")
    many.need(0, 10, "TS5", course=True)
    school = many.appraisals.trust.school("hazel")
    client = as_persona("head")
    page = client.get(f"/appraisal/schools/{school}/summary").get_data(as_text=True)
    pdf = client.get(f"/appraisal/schools/{school}/summary.pdf")
    text = "".join(one.extract_text() for one in PdfReader(io.BytesIO(pdf.data)).pages)
    for shown in (page, text):
        assert "Language and talk" in shown
        assert "Nia" not in shown
        assert "To know more of it" not in shown
        assert "support" not in shown.lower()
        assert "capability" not in shown.lower()


def test_demand_is_told_in_fives_over_the_trust(many: Many, session: Session, as_persona: SignIn) -> None:
    many.begin(14)
    many.begin(6, hr="development_lead")
    many.need(0, 13, "TS5", course=True)
    many.need(14, 20, "TS1")
    cycle = session.get_one(AppraisalCycle, many.appraisals.cycle_id)
    demand = training_demand(session, cycle)
    assert [(course.code, people) for course, people in demand.courses] == [("SEND-LANG", 10)]
    assert [(standard.code, people) for standard, people in demand.standards] == [("TS5", 10)]
    page = as_persona("office").get("/trust/training-demand").get_data(as_text=True)
    assert "10 people or a few more" in page
    assert "Nia" not in page
    assert "/trust/training-demand" in as_persona("office").get("/training/sessions").get_data(as_text=True)


def test_who_has_done_the_course_asks_for_it_no_more(many: Many, session: Session) -> None:
    many.begin(9)
    many.need(0, 9, course=True)
    many.completed(0, 5)
    demand = training_demand(session, session.get_one(AppraisalCycle, many.appraisals.cycle_id))
    assert demand.courses == ()
