"""What a page says about kinds of visit: who makes them, who reads them, and how many were agreed."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from cpd.coaching.models import KindOfVisit, VisitLimit
from cpd.coaching.policy import kinds as kind_policy
from cpd.coaching.rules.kinds import KindShape, KindWords, readers
from cpd.people.actor import Actor


@dataclass(frozen=True)
class KindLine:
    """One kind, as everybody in the trust may read it."""

    id: uuid.UUID
    name: str
    shape: str
    is_about_person: bool
    notice: str
    questions: tuple[str, ...]
    makers: tuple[str, ...]
    readers: tuple[str, ...]
    has_ended: bool
    can_make: bool
    can_change: bool


def kind_line(actor: Actor, kind: KindOfVisit) -> KindLine:
    return KindLine(
        id=kind.id,
        name=kind.name,
        shape=kind.shape.label,
        is_about_person=kind.shape is KindShape.PERSON,
        notice=kind.notice,
        questions=tuple(kind.questions),
        makers=tuple(maker.label for maker in kind_policy.makers_of(kind)),
        readers=readers(kind.shape, head_reads=kind.head_reads, lead_reads=kind.lead_reads),
        has_ended=kind.ended_on is not None and kind.ended_on < actor.today,
        can_make=kind_policy.can_make(actor, kind),
        can_change=kind_policy.can_define_kinds(actor),
    )


@dataclass(frozen=True)
class LimitLine:
    id: uuid.UUID
    name: str
    kinds: tuple[str, ...]
    most: int


@dataclass(frozen=True)
class KindsPage:
    kinds: tuple[KindLine, ...]
    limits: tuple[LimitLine, ...]
    can_change: bool


def kinds_page(actor: Actor, kinds: Sequence[KindOfVisit], limits: Sequence[VisitLimit]) -> KindsPage:
    """``kinds`` are all of them; those that have ended are shown to those who could have changed them."""
    names = {kind.code: kind.name for kind in kinds}
    can_change = kind_policy.can_define_kinds(actor)
    lines = [kind_line(actor, kind) for kind in kinds]
    return KindsPage(
        kinds=tuple(line for line in lines if can_change or not line.has_ended),
        limits=tuple(
            LimitLine(limit.id, limit.name, tuple(names[code] for code in limit.kind_codes), limit.most_in_term)
            for limit in limits
        ),
        can_change=can_change,
    )


def both_kind_texts(saved: KindWords, typed: KindWords) -> tuple[tuple[str, str], ...]:
    """What was saved meanwhile, where it differs from what was typed."""

    def texts(words: KindWords) -> dict[str, str]:
        return {
            "Name": words.name,
            "Notice": words.notice,
            "Questions": "\n".join(words.questions),
            "Who may make it": "\n".join(maker.label for maker in words.makers),
            "The head of the school reads it": "yes" if words.head_reads else "no",
            "The development lead reads it": "yes" if words.lead_reads else "no",
        }

    mine = texts(typed)
    return tuple((name, text or "(empty)") for name, text in texts(saved).items() if text != mine[name])
