"""Each main page, opened by somebody who uses it: server time, queries, size."""

import gzip
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.timing import Effort, Timing, repeat
from benchmarks.world import World
from cpd.appraisal.models import AppraisalCycle, Review, ReviewState
from cpd.coaching.models import Visit
from cpd.coaching.rules.visits import VisitState
from cpd.core.changes import forget_everything
from cpd.core.database import db
from cpd.demonstration.material import THE_DAY
from cpd.people.models import School
from cpd.training.queries.summary import list_summary

# The matrix may take longer than other pages, in seconds.
LIMIT, MATRIX_LIMIT = 0.030, 0.080
_HOMES = ("teacher", "teaching_assistant", "ambassador", "head", "office", "development_lead", "trustee")


@dataclass(frozen=True)
class Page:
    """A page by its endpoint, and the persona who opens it."""

    endpoint: str
    part: str
    address: str

    @property
    def limit(self) -> float:
        """Within which its median is to be in a trust of some hundreds of people, in seconds."""
        return MATRIX_LIMIT if self.endpoint.startswith("training.matrix_") else LIMIT

    @property
    def name(self) -> str:
        return f"{self.endpoint} as {self.part.replace('_', ' ')}"


@dataclass(frozen=True)
class PageResult:
    page: Page
    timing: Timing
    # For whoever comes first after a change, when nothing is kept.
    first: Timing
    queries: int
    size: int
    gzipped: int


@dataclass(frozen=True)
class Targets:
    """The records of one school that its people look at."""

    school_id: uuid.UUID
    # The course that most people of the school have still to do: its list of names is the longest.
    course_code: str
    draft_id: uuid.UUID
    visit_id: uuid.UUID
    # A review that is being written, and so printed anew each time.
    review_id: uuid.UUID


def measure_pages(worlds: Sequence[World], effort: Effort) -> Iterator[tuple[PageResult, ...]]:
    """Each page in each of the trusts, one trust right after another, so that the machine is the same for all."""
    clients: dict[tuple[str, str], FlaskClient] = {}
    for pages in zip(*map(list_pages, worlds), strict=True):
        results = []
        for world, page in zip(worlds, pages, strict=True):
            key = (world.name, page.part)
            if key not in clients:
                clients[key] = world.client(page.part)
            results.append(_measure(world, clients[key], page, effort))
        yield tuple(results)


def _measure(world: World, client: FlaskClient, page: Page, effort: Effort) -> PageResult:
    def ask() -> bytes:
        response = client.get(page.address)
        if response.status_code != 200:
            raise RuntimeError(f"{page.name} at {page.address} answered {response.status_code}")
        return response.get_data()

    def ask_first() -> bytes:
        forget_everything()
        return ask()

    ask()
    forget_everything()
    with world.counting() as statements:
        content = ask()
    queries = len(statements)
    timing, first = repeat(ask, effort, warm=1), repeat(ask_first, replace(effort, turns=3))
    return PageResult(page, timing, first, queries, len(content), len(gzip.compress(content, 6)))


def list_pages(world: World) -> list[Page]:
    targets = find_targets(world)
    build = world.app.url_map.bind("localhost").build
    last_name = world.cast["teacher"].name.split()[-1]
    asked: list[tuple[str, str, dict[str, Any]]] = [
        *(("insight.home", part, {}) for part in _HOMES),
        ("insight.trust_show", "development_lead", {}),
        ("coaching.visit_index", "ambassador", {}),
        ("coaching.visit_new", "ambassador", {"q": last_name[:3]}),
        ("coaching.visit_edit", "ambassador", {"visit_id": targets.draft_id}),
        ("coaching.visit_show", "ambassador", {"visit_id": targets.visit_id}),
        ("coaching.ledger", "head", {}),
        ("training.coverage_index", "head", {}),
        ("training.coverage_index", "development_lead", {}),
        ("training.coverage_index", "trustee", {}),
        ("training.coverage_grid", "development_lead", {}),
        ("training.matrix_trust", "development_lead", {}),
        ("training.matrix_school", "head", {"school_id": targets.school_id}),
        ("training.school_coverage", "head", {"school_id": targets.school_id}),
        ("training.school_people", "head", {"school_id": targets.school_id}),
        ("training.person_training", "head", {"person_id": world.person_id("teacher")}),
        ("training.not_trained", "head", {"school_id": targets.school_id, "code": targets.course_code}),
        ("standards.framework_show", "teacher", {"code": "TS"}),
        ("standards.standard_show", "teacher", {"code": "TS5"}),
        ("appraisal.review_index", "appraiser", {}),
        ("appraisal.school_board", "head", {"school_id": targets.school_id}),
        ("appraisal.review_show", "appraiser", {"review_id": targets.review_id}),
        ("people.person_search", "head", {"as_json": False, "q": last_name}),
        ("accounts.account_index", "administrator", {}),
    ]
    return [Page(endpoint, part, build(endpoint, values)) for endpoint, part, values in asked]


def find_targets(world: World) -> Targets:
    with world.app.app_context():
        session = db.session()
        school_id = session.scalars(select(School.id).where(School.urn == world.cast["head"].school_urn)).one()
        targets = Targets(
            school_id=school_id,
            course_code=_least_trained(session, school_id),
            draft_id=_newest_visit(session, world, VisitState.DRAFT),
            visit_id=_newest_visit(session, world, VisitState.SHARED),
            review_id=session.scalars(
                select(Review.id)
                .join(AppraisalCycle)
                .where(
                    Review.appraiser_id == world.person_id("appraiser"),
                    Review.state == ReviewState.OPEN,
                    AppraisalCycle.ends_on >= THE_DAY,
                )
                .order_by(Review.id)
                .limit(1)
            ).one(),
        )
        db.session.remove()
    return targets


def _least_trained(session: Session, school_id: uuid.UUID) -> str:
    rows = list_summary(session, THE_DAY, school_ids={school_id})
    return max(rows, key=lambda row: row.eligible - row.trained).course_code


def _newest_visit(session: Session, world: World, state: VisitState) -> uuid.UUID:
    return session.scalars(
        select(Visit.id)
        .where(Visit.visitor_id == world.person_id("ambassador"), Visit.state == state)
        .order_by(Visit.saved_at.desc())
        .limit(1)
    ).one()
