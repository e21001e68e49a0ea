"""The home page, the trust's overview, and two pages of plain words about the house itself."""

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from cpd.accounts.signed_in import current_actor
from cpd.appraisal import policy as appraisal_policy, queries as appraisal
from cpd.appraisal.queries.keeping import count_due
from cpd.coaching import queries as coaching
from cpd.coaching.pages import counts_page
from cpd.coaching.pages.support import CaseloadCounts, caseload_counts
from cpd.coaching.queries.overview import words_counted_to
from cpd.coaching.queries.pulse import pulses_to_ask
from cpd.coaching.rules.figures import FEWEST, SchoolTerm
from cpd.core import clock, paths
from cpd.core.access import found
from cpd.core.asked import page_number
from cpd.core.database import db
from cpd.core.periods import AcademicYear
from cpd.insight import pages, queries
from cpd.insight.markdown import read_text
from cpd.insight.routes import bp
from cpd.insight.rules import HalfTerm, counted_to, greeting
from cpd.insight.starting import NAME_TO_BE_GIVEN
from cpd.people.actor import Actor
from cpd.people.models import School, Trust
from cpd.people.queries import get_trust
from cpd.training.models import Course
from cpd.training.pages.coverage import Filters, coverage_page, grid_page
from cpd.training.pages.sessions import SessionLine, coming_lines
from cpd.training.queries.paid_time_claims import waiting_for
from cpd.training.queries.people import list_own_rows
from cpd.training.queries.records import list_courses
from cpd.training.queries.sessions import list_coming
from cpd.training.queries.shown import Figures, list_figures


@bp.get("/")
def home() -> ResponseReturnValue:
    """What is next and whose move it is; then a block for each part that somebody plays."""
    actor, session = current_actor(), db.session()
    trust = get_trust(session)
    office = _office(session, actor)
    now = _happenings(session, actor, office)
    page = pages.HomePage(
        greeting=f"{greeting(clock.now().astimezone(clock.LONDON).hour)}, {actor.known_as}",
        today=actor.today,
        moves=pages.moves(actor, now),
        can_log_visit=actor.is_ambassador,
        contacts=pages.contacts_by_school(queries.contacts_at_my_schools(session, actor), trust),
        mine=_mine(session, actor, now),
        caseload=_caseload(session, actor, now),
        school=_school(session, actor),
        office=office if actor.is_office else None,
        trust=_trust(session, actor),
        house=_house(session, actor, trust, office.ways_in),
    )
    return render_template("insight/home.html", page=page)


def _happenings(session: Session, actor: Actor, office: pages.OfficeBlock) -> pages.Happenings:
    """What the rooms say about the actor; nothing is asked that does not concern them."""
    me, year = actor.person_id, AcademicYear.of(actor.today)
    rows = list_own_rows(session, actor.today, me) if me and actor.is_staff else []
    visit = queries.latest_visit_to_me(session, actor)
    return pages.Happenings(
        visit=visit,
        focus=coaching.current_focus(session, actor, me) if me and actor.is_staff else None,
        training=pages.training_block(rows, actor.today) if actor.is_staff else None,
        my_review=next(iter(appraisal.my_reviews(session, actor)), None),
        reviews=appraisal.reviews_to_write(session, actor) if actor.is_appraiser else (),
        drafts=coaching.list_drafts(session, actor) if actor.is_ambassador else (),
        rhythm=coaching.current_rhythm(session) if actor.is_ambassador else None,
        pulse=next(iter(pulses_to_ask(session, actor)), None) if visit else None,
        supported=coaching.list_supported(session, actor, year.starts_on) if actor.is_ambassador else (),
        certificates=office.certificates,
        claims=waiting_for(session, actor) if actor.is_head or actor.is_development_lead else 0,
        ways_in=office.ways_in,
        time_over=count_due(session, actor) if actor.is_head else 0,
    )


def _mine(session: Session, actor: Actor, now: pages.Happenings) -> pages.Mine | None:
    if not actor.is_staff or now.training is None:
        return None
    return pages.mine(
        actor,
        focus=now.focus,
        steps=queries.my_open_steps(session, actor),
        visit=now.visit,
        training=now.training,
        review=now.my_review,
        next_session=_next_session(session, actor),
    )


def _next_session(session: Session, actor: Actor) -> SessionLine | None:
    if actor.person_id is None:
        return None
    coming = list_coming(session, actor, actor.person_id, limit=1)
    return next(iter(coming_lines(actor, coming, actor.person_id)), None)


def _caseload(session: Session, actor: Actor, now: pages.Happenings) -> CaseloadCounts | None:
    return caseload_counts(actor.today, now.rhythm, now.supported) if now.rhythm else None


def _school(session: Session, actor: Actor) -> pages.SchoolBlock | None:
    """The school of a head or deputy; of several, the one in the address or the first."""
    if not actor.is_head:
        return None
    schools = queries.schools_headed(session, actor)
    if not schools:
        return None
    school = _chosen(schools)
    term = SchoolTerm.of(actor.today)
    cycle = appraisal.current_cycle(session, actor.today)
    return pages.SchoolBlock(
        id=school.id,
        urn=school.urn,
        name=school.name,
        others=tuple((one.urn, one.name) for one in schools),
        training=pages.courses_to_train(
            coverage_page(
                Filters(actor.today, actor.today),
                list_figures(session, actor, actor.today, school_id=school.id),
                list_courses(session),
                school,
            )
        ),
        term=term,
        visits=queries.visits_in_term(session, actor, school.id, term.starts_on, term.ends_on),
        year=AcademicYear.of(cycle.starts_on if cycle else actor.today).on_screen,
        reviews=appraisal.state_counts(session, actor, school.id, cycle.id) if cycle else {},
    )


def _chosen(schools: list[School]) -> School:
    wanted = request.args.get("school")
    return found(next((one for one in schools if not wanted or str(one.urn) == wanted), None))


def _office(session: Session, actor: Actor) -> pages.OfficeBlock:
    looks_after = actor.is_office or actor.is_administrator
    return pages.OfficeBlock(
        ways_in=queries.ways_in(session, actor) if looks_after else queries.WaysIn(0, 0),
        certificates=(
            queries.count_certificates_to_check(session, actor) if actor.is_office or actor.is_development_lead else 0
        ),
    )


def _trust(session: Session, actor: Actor) -> pages.TrustBlock | None:
    """Counts of the whole trust, for the development lead and for trustees."""
    if not appraisal_policy.can_read_counts(actor):
        return None
    year, cycle = AcademicYear.of(actor.today), appraisal.current_cycle(session, actor.today)
    visits = sum(count.visits for count in coaching.visit_counts(session, year.starts_on, year.ends_on))
    lead = actor.is_development_lead
    filters, courses, figures = _asked_training(session, actor)
    return pages.TrustBlock(
        is_lead=lead,
        training=coverage_page(filters, figures, courses),
        categories=pages.categories_in_use(courses),
        reviews=appraisal.trust_state_totals(session, actor, cycle.id) if cycle else {},
        year=year.on_screen,
        last_staff_import=queries.last_staff_import(session) if lead else None,
        short_of_ambassadors=tuple(queries.schools_short_of_ambassadors(session, actor.today)) if lead else (),
        visits=visits if visits >= FEWEST else None,
    )


def _house(session: Session, actor: Actor, trust: Trust | None, ways_in: queries.WaysIn) -> pages.HouseBlock | None:
    if not actor.is_administrator or trust is None:
        return None
    return pages.house_block(
        queries.house(session, clock.now()),
        ways_in,
        has_name=trust.name != NAME_TO_BE_GIVEN,
        is_demonstration=trust.is_demonstration,
        sends_mail=bool(current_app.extensions["cpd_settings"].mail_server),
    )


@bp.get("/trust")
def trust_show() -> ResponseReturnValue:
    """The trust in numbers, for everybody in it. No names, no small counts, no ranking."""
    actor, session = current_actor(), db.session()
    year, half_term = AcademicYear.of(actor.today), HalfTerm.of(counted_to(actor.today))
    terms_to = words_counted_to(session, half_term.starts_on, actor.today, actor.today)
    own = actor.school_ids | actor.head_school_ids | actor.office_school_ids | actor.ambassador_school_ids
    filters, courses, figures = _asked_training(session, actor)
    number = page_number()
    grid = grid_page(filters, figures, courses, own, number)
    page = pages.TrustPage(
        coverage=grid,
        categories=pages.categories_in_use(courses),
        visits=counts_page(year, coaching.visit_counts(session, year.starts_on, year.ends_on), own, number),
        half_term=half_term,
        terms=tuple(queries.terms_used(session, half_term.starts_on, terms_to)),
        terms_to=terms_to,
    )
    return render_template("insight/trust_show.html", page=page)


def _asked_training(session: Session, actor: Actor) -> tuple[Filters, list[Course], Figures]:
    """The figures of the kind of training in the address, or of the first kind: a page need not reckon all at once."""
    courses = list_courses(session)
    known = [category for category, _ in pages.categories_in_use(courses)]
    wanted = request.args.get("category")
    category = known[0] if known else None
    if wanted:
        category = found(next((one for one in known if one.value == wanted), None))
    ids = [course.id for course in courses if course.category is category]
    filters = Filters(actor.today, actor.today, category=category)
    return filters, courses, list_figures(session, actor, actor.today, course_ids=ids)


@bp.get("/who-may-see-what")
def roles_show() -> ResponseReturnValue:
    return _written("roles")


@bp.get("/accessibility")
def accessibility_show() -> ResponseReturnValue:
    return _written("accessibility")


def _written(name: str) -> ResponseReturnValue:
    """A page whose text is a file of docs/, so that what readers of the project and its users read is one text."""
    return render_template("insight/written.html", text=read_text(paths.DOCS / f"{name}.md"))
