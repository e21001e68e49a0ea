"""The development lead defines kinds of visit, and sets what was agreed about how many."""

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.coaching import queries
from cpd.coaching.models import KindOfVisit, VisitLimit
from cpd.coaching.policy import kinds as kind_policy
from cpd.coaching.rules.kinds import KindShape, KindWords, check_kind, code_of
from cpd.coaching.rules.ledger import LimitWords
from cpd.core import audit
from cpd.core.access import require
from cpd.core.errors import DomainError, StaleRecord
from cpd.people.actor import Actor


def define_kind(session: Session, actor: Actor, shape: KindShape, words: KindWords) -> KindOfVisit:
    """Add a kind. Its shape stays; everything else can be put better later."""
    require(kind_policy.can_define_kinds(actor))
    check_kind(shape, words)
    kind = KindOfVisit(code=_free_code(session, words.name), shape=shape)
    _put(kind, words)
    session.add(kind)
    session.flush()
    audit.record(session, actor, "kind_of_visit.defined", kind.id)
    return kind


def _free_code(session: Session, name: str, of: uuid.UUID | None = None) -> str:
    """The short form of a name that no other kind has, or had when it was defined."""
    code = code_of(name)
    if not code:
        raise DomainError("Give the kind a name with letters in it.", "name")
    for kind in queries.list_all_kinds(session):
        if kind.id != of and code in (kind.code, code_of(kind.name)):
            raise DomainError("There is a kind with that name already, perhaps one that has ended.", "name")
    return code


def change_kind(session: Session, actor: Actor, kind_id: uuid.UUID, words: KindWords, version: int) -> None:
    """Put a kind another way. Visits already begun keep their questions and their readers."""
    require(kind_policy.can_define_kinds(actor))
    kind = queries.get_kind(session, kind_id)
    if words == words_of_kind(kind):
        return
    if kind.version != version:
        raise StaleRecord
    check_kind(kind.shape, words)
    _free_code(session, words.name, kind.id)
    _put(kind, words)
    session.flush()
    detail = {"head_reads": kind.head_reads, "lead_reads": kind.lead_reads}
    audit.record(session, actor, "kind_of_visit.changed", kind.id, detail=detail)


def end_kind(session: Session, actor: Actor, kind_id: uuid.UUID) -> None:
    """No more visits of a kind from now on. Those that were made stay, and so do their entries."""
    require(kind_policy.can_define_kinds(actor))
    kind = queries.get_kind(session, kind_id)
    if kind.ended_on is None:
        kind.ended_on = actor.today - dt.timedelta(days=1)
        audit.record(session, actor, "kind_of_visit.ended", kind.id)


def take_kind_up(session: Session, actor: Actor, kind_id: uuid.UUID) -> None:
    """Such visits are made again. Not ended, nothing changes."""
    require(kind_policy.can_define_kinds(actor))
    kind = queries.get_kind(session, kind_id)
    if kind.ended_on is not None:
        kind.ended_on = None
        audit.record(session, actor, "kind_of_visit.taken_up", kind.id)


def words_of_kind(kind: KindOfVisit) -> KindWords:
    return KindWords(
        name=kind.name,
        notice=kind.notice,
        questions=tuple(kind.questions),
        makers=tuple(kind_policy.makers_of(kind)),
        head_reads=kind.head_reads,
        lead_reads=kind.lead_reads,
    )


def _put(kind: KindOfVisit, words: KindWords) -> None:
    kind.name = words.name
    kind.notice = words.notice
    kind.questions = list(words.questions)
    kind.makers = [maker.value for maker in words.makers]
    kind.head_reads, kind.lead_reads = words.head_reads, words.lead_reads


def set_limit(session: Session, actor: Actor, limit_id: uuid.UUID | None, words: LimitWords, version: int) -> None:
    """Say how many entries of some kinds a person may have in a term, as the local agreement says."""
    require(kind_policy.can_define_kinds(actor))
    limit = queries.get_limit(session, limit_id) if limit_id else VisitLimit()
    if limit_id and words == words_of_limit(limit):
        return
    if limit_id and limit.version != version:
        raise StaleRecord
    known = {kind.code for kind in queries.list_all_kinds(session)}
    if not words.kind_codes or not known.issuperset(words.kind_codes):
        raise DomainError("Choose at least one kind that the limit is for.", "kind_codes")
    same_name = session.scalars(select(VisitLimit.id).where(VisitLimit.name == words.name)).first()
    if same_name not in (None, limit_id):
        raise DomainError("There is a limit with that name already.", "name")
    limit.name, limit.kind_codes, limit.most_in_term = words.name, list(words.kind_codes), words.most_in_term
    session.add(limit)
    session.flush()
    audit.record(session, actor, "visit_limit.set", limit.id, detail={"most_in_term": words.most_in_term})


def words_of_limit(limit: VisitLimit) -> LimitWords:
    return LimitWords(limit.name, tuple(limit.kind_codes), limit.most_in_term)


def remove_limit(session: Session, actor: Actor, limit_id: uuid.UUID) -> None:
    require(kind_policy.can_define_kinds(actor))
    limit = queries.get_limit(session, limit_id)
    audit.record(session, actor, "visit_limit.removed", limit.id)
    session.delete(limit)
