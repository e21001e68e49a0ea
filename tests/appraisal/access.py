"""Who opens which page of appraisal. A review: its person, the appointed appraiser, the head of its school."""

from typing import Any

from sqlalchemy.orm import Session

from tests.appraisal.making import Appraisals
from tests.world import PEOPLE, World

EVERYBODY = set(PEOPLE)
HEADS = {"head", "deputy"}
THE_TWO = {"teacher", "appraiser"}
READERS = THE_TWO | HEADS

ACCESS: dict[str, set[str]] = {
    "appraisal.review_index": EVERYBODY,
    "appraisal.school_board": HEADS,
    "appraisal.trust_counts": {"development_lead", "trustee"},
    "appraisal.cycle_index": {"development_lead"},
    "appraisal.cycle_start": HEADS,
    "appraisal.review_show": READERS,
    "appraisal.review_pdf": READERS,
    "appraisal.review_check": READERS,
    "appraisal.review_sign": THE_TWO,
    "appraisal.review_appoint": HEADS,
    "appraisal.review_confidential": HEADS,
    "appraisal.focus_edit": {"teacher"},
    "appraisal.comment_edit": {"teacher"},
    "appraisal.brought_new": {"teacher"},
    "appraisal.brought_pick": {"teacher"},
    "appraisal.sentence_edit": {"appraiser"},
    "appraisal.objective_new": {"appraiser"},
    "appraisal.objective_edit": {"appraiser"},
    "appraisal.need_new": {"appraiser"},
    "appraisal.need_edit": {"appraiser"},
}

WRITES: dict[str, set[str]] = {
    "appraisal.review_take_back": THE_TWO,
    "appraisal.brought_take_out": {"teacher"},
    "appraisal.objective_remove": {"appraiser"},
    "appraisal.need_remove": {"appraiser"},
}


def examples(session: Session, trust: World) -> dict[str, dict[str, Any]]:
    """Rosa's open review with something in every part."""
    appraisals = Appraisals(trust, session)
    review_id = appraisals.written()
    review = appraisals.review(review_id)
    one = {"review_id": review_id}
    school = {"school_id": trust.school("hazel")}
    named = {
        "appraisal.school_board": school,
        "appraisal.cycle_start": school | {"cycle_id": appraisals.cycle_id},
        "appraisal.sentence_edit": one | {"code": "TS1"},
        "appraisal.objective_edit": one | {"objective_id": review.objectives[0].id},
        "appraisal.objective_remove": one | {"objective_id": review.objectives[0].id},
        "appraisal.need_edit": one | {"need_id": review.needs[0].id},
        "appraisal.need_remove": one | {"need_id": review.needs[0].id},
        "appraisal.brought_take_out": one | {"brought_id": review.brought[0].id},
    }
    without = {"appraisal.review_index", "appraisal.trust_counts", "appraisal.cycle_index"}
    return {endpoint: named.get(endpoint, one) for endpoint in {*ACCESS, *WRITES} - without}
