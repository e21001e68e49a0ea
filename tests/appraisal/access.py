"""Who opens which page of appraisal. A review: its person, the appointed appraiser, the head of its school."""

from typing import Any

from sqlalchemy.orm import Session

from cpd.appraisal.rules.stages import MeetingKind
from tests.appraisal.making import Appraisals
from tests.world import PEOPLE, World

EVERYBODY = set(PEOPLE)
HEADS = {"head", "deputy"}
THE_TWO = {"teacher", "appraiser"}
READERS = THE_TWO | HEADS
READING_ALIKE = {"appraiser", "development_lead", "other_head", "executive_head"} | HEADS

ACCESS: dict[str, set[str]] = {
    "appraisal.blank_form_index": EVERYBODY,
    "appraisal.blank_form_pdf": EVERYBODY,
    "appraisal.batch_index": HEADS,
    "appraisal.batch_show": {"head"},
    "appraisal.batch_zip": {"head"},
    "appraisal.batch_pdf": {"head"},
    "appraisal.consistency_index": READING_ALIKE,
    "appraisal.consistency_new": {"development_lead"},
    "appraisal.consistency_show": READING_ALIKE,
    "appraisal.consistency_edit": {"development_lead"},
    "appraisal.consistency_case": READING_ALIKE,
    "appraisal.keeping_edit": {"development_lead", "administrator"},
    "appraisal.keeping_due": {"other_head", "executive_head"} | HEADS,
    "appraisal.keeping_erase": HEADS,
    "appraisal.keeping_hold": HEADS,
    "appraisal.reminder_send": HEADS,
    "appraisal.reminder_mails": EVERYBODY,
    "appraisal.reading_pack": EVERYBODY,
    "appraisal.reading_pack_pdf": EVERYBODY,
    "appraisal.school_summary": HEADS,
    "appraisal.school_summary_pdf": HEADS,
    "appraisal.moderation_new": {"appraiser"} | HEADS,
    "appraisal.moderation_show": {"other_head"},
    "appraisal.review_index": EVERYBODY,
    "appraisal.school_board": HEADS,
    "appraisal.trust_counts": {"development_lead", "trustee"},
    "appraisal.cycle_index": {"development_lead"},
    "appraisal.cycle_start": HEADS,
    "appraisal.cycle_edit": {"development_lead"},
    "appraisal.cycle_start_trust": {"development_lead"},
    "appraisal.induction_index": EVERYBODY,
    "appraisal.induction_show": {"ta", "ambassador", "line_manager"} | HEADS,
    "appraisal.induction_edit": HEADS,
    "appraisal.priority_index": EVERYBODY,
    "appraisal.priority_new": {"development_lead"},
    "appraisal.priority_edit": {"development_lead"},
    "appraisal.adviser_new": {"appraiser"},
    "appraisal.review_show": READERS,
    "appraisal.review_pdf": READERS,
    "appraisal.statement_pdf": READERS,
    "appraisal.statement_archive": READERS,
    "appraisal.review_sign": THE_TWO,
    "appraisal.review_appoint": HEADS,
    "appraisal.review_confidential": HEADS,
    "appraisal.review_move": READERS,
    "appraisal.review_take_up": {"appraiser"} | HEADS,
    "appraisal.conclusion_edit": {"appraiser"},
    "appraisal.earlier_new": {"appraiser"},
    "appraisal.support_show": READERS,
    "appraisal.support_edit": {"appraiser"},
    "appraisal.support_step_new": {"appraiser"},
    "appraisal.support_step_edit": {"appraiser"},
    "appraisal.support_day_new": {"appraiser"},
    "appraisal.support_day_edit": {"appraiser"},
    "appraisal.meeting_show": READERS,
    "appraisal.meeting_plan": THE_TWO,
    "appraisal.part_edit": THE_TWO,
    "appraisal.part_send": THE_TWO,
    "appraisal.focus_edit": {"teacher"},
    "appraisal.comment_edit": {"teacher"},
    "appraisal.brought_new": {"teacher"},
    "appraisal.brought_pick": {"teacher"},
    "appraisal.brought_file": READERS,
    "appraisal.sentence_edit": {"appraiser"},
    "appraisal.objective_new": {"appraiser"},
    "appraisal.objective_edit": {"appraiser"},
    "appraisal.need_new": {"appraiser"},
    "appraisal.need_edit": {"appraiser"},
}

PUBLIC: set[str] = {"appraisal.statement_check"}

WRITES: dict[str, set[str]] = {
    "appraisal.keeping_lift": HEADS,
    "appraisal.moderation_agree": {"teacher"},
    "appraisal.moderation_decline": {"teacher"},
    "appraisal.moderation_end": READERS,
    "appraisal.moderation_done": {"other_head"},
    "appraisal.batch_stop": {"head"},
    "appraisal.batch_go_on": {"head"},
    "appraisal.review_take_back": THE_TWO,
    "appraisal.review_move_on": READERS,
    "appraisal.adviser_remove": {"appraiser"},
    "appraisal.review_lay_down": {"appraiser"} | HEADS,
    "appraisal.earlier_remove": {"appraiser"},
    "appraisal.support_step_remove": {"appraiser"},
    "appraisal.support_day_remove": {"appraiser"},
    "appraisal.meeting_keep": THE_TWO,
    "appraisal.meeting_hold": THE_TWO,
    "appraisal.part_keep": THE_TWO,
    "appraisal.part_take_back": THE_TWO,
    "appraisal.brought_take_out": {"teacher"},
    "appraisal.objective_remove": {"appraiser"},
    "appraisal.need_remove": {"appraiser"},
}


def examples(session: Session, trust: World) -> dict[str, dict[str, Any]]:
    """Rosa's open review with something in every part."""
    appraisals = Appraisals(trust, session)
    review_id = appraisals.support_agreed(appraisals.to_sign())
    long_ago, laid_down = appraisals.long_ago(), appraisals.laid_down_last_year()
    appraisals.induction("ta", mentor="ambassador", tutor="line_manager")
    with_file, adviser = appraisals.bring_file(review_id), appraisals.adviser(review_id)
    kept, priority = appraisals.kept(laid_down), appraisals.priority("Everybody talks")
    batch = {"batch_id": appraisals.batch(review_id)}
    consistency = {"round_id": appraisals.consistency_round(("quiet-excellence",))}
    moderation = appraisals.moderation(review_id, "other_head")
    hold = appraisals.hold(review_id)
    appraisals.parts(review_id, MeetingKind.PLANNING)
    review = appraisals.review(review_id)
    one = {"review_id": review_id}
    assert review.support_plan is not None
    step, day = review.support_plan.steps[0].id, review.support_plan.reviews[0].id
    school = {"school_id": trust.school("hazel")}
    of_a_meeting = one | {"kind": MeetingKind.PLANNING.value}
    named = {
        **{name: of_a_meeting for name in {*ACCESS, *WRITES} if name.split(".")[1].startswith(("meeting_", "part_"))},
        **{name: batch for name in {*ACCESS, *WRITES} if name.split(".")[1].startswith("batch_")},
        "appraisal.batch_index": school,
        **{
            name: one | {"moderation_id": moderation}
            for name in ("appraisal.moderation_agree", "appraisal.moderation_decline", "appraisal.moderation_end")
        },
        "appraisal.keeping_erase": {"reviews": long_ago},
        "appraisal.keeping_lift": one | {"hold_id": hold},
        "appraisal.moderation_show": {"moderation_id": moderation},
        "appraisal.moderation_done": {"moderation_id": moderation},
        "appraisal.consistency_show": consistency,
        "appraisal.consistency_edit": consistency,
        "appraisal.consistency_case": consistency | {"code": "quiet-excellence"},
        "appraisal.induction_show": {"person_id": trust.person("ta")},
        "appraisal.induction_edit": {"person_id": trust.person("ta")},
        "appraisal.cycle_edit": {"cycle_id": appraisals.cycle_id},
        "appraisal.cycle_start_trust": {"cycle_id": appraisals.cycle_id},
        "appraisal.priority_edit": {"priority_id": priority},
        "appraisal.adviser_remove": one | {"adviser_id": adviser},
        "appraisal.statement_pdf": {"review_id": kept, "number": 1},
        "appraisal.statement_archive": {"review_id": laid_down, "number": 1},
        "appraisal.blank_form_pdf": {"group": "teacher"},
        "appraisal.review_take_up": {"review_id": laid_down},
        "appraisal.earlier_remove": one | {"earlier_id": review.earlier[0].id},
        "appraisal.support_step_edit": one | {"step_id": step},
        "appraisal.support_step_remove": one | {"step_id": step},
        "appraisal.support_day_edit": one | {"day_id": day},
        "appraisal.support_day_remove": one | {"day_id": day},
        "appraisal.school_board": school,
        "appraisal.school_summary": school,
        "appraisal.school_summary_pdf": school,
        "appraisal.reminder_send": school | {"cycle_id": appraisals.cycle_id},
        "appraisal.cycle_start": school | {"cycle_id": appraisals.cycle_id},
        "appraisal.sentence_edit": one | {"code": "TS1"},
        "appraisal.objective_edit": one | {"objective_id": review.objectives[0].id},
        "appraisal.objective_remove": one | {"objective_id": review.objectives[0].id},
        "appraisal.need_edit": one | {"need_id": review.needs[0].id},
        "appraisal.need_remove": one | {"need_id": review.needs[0].id},
        "appraisal.brought_take_out": one | {"brought_id": review.brought[0].id},
        "appraisal.brought_file": one | {"brought_id": with_file},
    }
    without = {
        "appraisal.induction_index",
        "appraisal.consistency_index",
        "appraisal.consistency_new",
        "appraisal.keeping_edit",
        "appraisal.keeping_due",
        "appraisal.blank_form_index",
        "appraisal.priority_index",
        "appraisal.priority_new",
        "appraisal.reading_pack",
        "appraisal.reminder_mails",
        "appraisal.reading_pack_pdf",
        "appraisal.review_index",
        "appraisal.trust_counts",
        "appraisal.cycle_index",
    }
    return {endpoint: named.get(endpoint, one) for endpoint in {*ACCESS, *WRITES} - without}
