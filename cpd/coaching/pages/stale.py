"""For a stale form about a visit: what was saved meanwhile, beside what was typed."""

import datetime as dt
from collections.abc import Collection

from cpd.coaching.models import Visit
from cpd.coaching.pages.parts import FIELD_NAMES
from cpd.coaching.rules.visits import VisitWords
from cpd.coaching.services.writing import words_of
from cpd.core.dates import to_text


def both_texts(visit: Visit, typed: VisitWords, fields: Collection[str] = FIELD_NAMES) -> tuple[tuple[str, str], ...]:
    """Each field that was saved otherwise than it was typed, and what stands there."""
    saved = words_of(visit)
    chosen = _chosen(visit)
    return tuple(
        (FIELD_NAMES[name], (chosen[name] if name in chosen else _typed(getattr(saved, name))) or "(empty)")
        for name in fields
        if getattr(saved, name) != getattr(typed, name)
    )


def _chosen(visit: Visit) -> dict[str, str]:
    """What was ticked or chosen from a list, by its words."""
    library_step = visit.step.library_step if visit.step else None
    return {
        "kind": visit.kind.label,
        "look_for_ids": "\n".join(tag.wording for tag in visit.look_fors),
        "term_ids": "\n".join(tag.wording for tag in visit.terms),
        "second_visitor_id": visit.second_visitor.name if visit.second_visitor else "",
        "library_step_id": library_step.text if library_step else "",
    }


def _typed(value: object) -> str:
    match value:
        case dt.date():
            return to_text(value)
        case dt.time():
            return f"{value:%H:%M}"
    return "" if value is None else str(value)
