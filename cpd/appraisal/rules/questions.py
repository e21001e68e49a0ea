"""What each side may think about before a meeting: a few questions, none of which has to be answered."""

from cpd.appraisal.rules.stages import MeetingKind, Stage
from cpd.appraisal.rules.states import Signer
from cpd.people.rules.staff import StaffGroup

_PLANNING, _MID_YEAR, _END = MeetingKind.PLANNING, MeetingKind.MID_YEAR, MeetingKind.END_OF_YEAR

NAMES = {_PLANNING: "Planning meeting", _MID_YEAR: "Mid-year meeting", _END: "End-of-year meeting"}

# What the person's part is called; the appraiser's is their notes.
PART_NAMES = {_PLANNING: "Preparation", _MID_YEAR: "Looking back at half-time", _END: "Self-review"}

_WORK = {
    StaffGroup.LEADER: "in your school or your part of it",
    StaffGroup.TEACHER: "in your lessons",
    StaffGroup.TEACHING_ASSISTANT: "in your work with children and teachers",
    StaffGroup.SUPPORT: "in your work",
}
_FOR_WHOM = {
    StaffGroup.LEADER: "for the people you lead and for every pupil",
    StaffGroup.TEACHER: "for the pupils in your classes",
    StaffGroup.TEACHING_ASSISTANT: "for the children you work with",
    StaffGroup.SUPPORT: "for the people who rely on your work",
}
_NEXT = {
    StaffGroup.LEADER: "Whom would you like to bring on, and who could help you with it?",
    StaffGroup.TEACHER: "What would you like to see a colleague do, or show a colleague?",
    StaffGroup.TEACHING_ASSISTANT: "When do you and the teachers find time to plan together, and what would help?",
    StaffGroup.SUPPORT: "What would you like to learn, or to do differently?",
}
_SEEN = {
    StaffGroup.LEADER: "What have you seen of how others grow under their lead?",
    StaffGroup.TEACHER: "What have you seen in their classroom that others could learn from?",
    StaffGroup.TEACHING_ASSISTANT: "What have you seen in their work that helped children do more by themselves?",
    StaffGroup.SUPPORT: "What runs well because of them?",
}


def questions(meeting: MeetingKind, side: Signer, group: StaffGroup) -> tuple[str, ...]:
    """What this side may think about before this meeting, in words that suit the person's work."""
    own = side is Signer.PERSON
    match meeting:
        case MeetingKind.PLANNING:
            return _person_planning(group) if own else _appraiser_planning(group)
        case MeetingKind.MID_YEAR:
            return _person_mid_year(group) if own else _appraiser_mid_year(group)
        case MeetingKind.END_OF_YEAR:
            return _person_end(group) if own else _appraiser_end(group)


def _person_planning(group: StaffGroup) -> tuple[str, ...]:
    return (
        f"What goes well {_WORK[group]} at the moment?",
        f"What do you want to get better at this year, and what would be different {_FOR_WHOM[group]}?",
        _NEXT[group],
        "Is there anything about workload, hours or the year ahead that you would like to talk about?",
    )


def _appraiser_planning(group: StaffGroup) -> tuple[str, ...]:
    for_whom = _FOR_WHOM[group].replace("you ", "they ").replace("your ", "their ")
    return (
        _SEEN[group],
        f"What could be different by the summer {for_whom}?",
        "What can you and the school do to help?",
    )


def _person_mid_year(group: StaffGroup) -> tuple[str, ...]:
    return (
        f"What has changed {_WORK[group]} since autumn?",
        "Do the objectives still fit? What would you change?",
        "What has helped so far, and what gets in the way?",
    )


def _appraiser_mid_year(group: StaffGroup) -> tuple[str, ...]:
    return (
        _SEEN[group],
        "Do the objectives still fit, and does the help that was agreed reach them?",
        "Is there anything that they should hear from you now and not only in the summer?",
    )


def _person_end(group: StaffGroup) -> tuple[str, ...]:
    return (
        f"What are you glad about {_WORK[group]} this year?",
        f"What came of your objectives, and what is different now {_FOR_WHOM[group]}?",
        "What was harder than you thought, and what would help next year?",
        "Where would you like to go from here?",
    )


def _appraiser_end(group: StaffGroup) -> tuple[str, ...]:
    return (
        _SEEN[group],
        "What came of the objectives, as you have seen it?",
        "What should next year bring for them, and what will you and the school do for it?",
    )


_MEETING_OF = {
    Stage.PREPARATION: _PLANNING,
    Stage.PLANNING_MEETING: _PLANNING,
    Stage.MID_YEAR: _MID_YEAR,
    Stage.SELF_REVIEW: _END,
    Stage.END_OF_YEAR_MEETING: _END,
}


def next_meeting(stage: Stage) -> MeetingKind | None:
    """The meeting that a review at this stage goes towards or is in; none once the report is being written."""
    return _MEETING_OF.get(stage)
