"""What a new installation starts from, room by room. Running it again adds what is missing and changes nothing else."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.coaching.seeds import load_kinds
from cpd.people.models import Trust
from cpd.people.seeds import load_job_titles
from cpd.standards.seed import load_frameworks

NAME_TO_BE_GIVEN = "Your trust"
# The tables it fills, and the states of all tables. A database that holds rows of no other has not been used yet.
STARTS_WITH = frozenset({
    "trust", "job_title_rule", "framework", "standard", "statement", "look_for_group", "look_for_group_statement",
    "look_for_group_term", "look_for", "library_step", "term", "kind_of_visit", "table_change",
})  # fmt: skip


def load_what_every_trust_starts_from(session: Session) -> None:
    """The trust, to be named in its settings; frameworks and glossary; the job-title table; kinds of visit."""
    if session.scalars(select(Trust.id)).first() is None:
        session.add(Trust(name=NAME_TO_BE_GIVEN))
    load_job_titles(session)
    load_frameworks(session)
    load_kinds(session)
