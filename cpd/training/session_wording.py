"""The words in which sessions and invitations are told."""

import datetime as dt

from cpd.training.models import InvitationState, SessionForm, SessionState

FORM_NAMES = {
    SessionForm.INSET: "INSET day",
    SessionForm.TWILIGHT: "Twilight",
    SessionForm.ONLINE: "Online",
    SessionForm.OTHER: "Another time",
}
# What a page says of the state, and the shape beside it (templates/core/components.html, status).
STATE_WORDS = {
    SessionState.RECORDED: ("Recorded afterwards", "done"),
    SessionState.DRAFT: ("Draft, nobody is told yet", "draft"),
    SessionState.ANNOUNCED: ("Announced", "good"),
    SessionState.CANCELLED: ("Cancelled", "attention"),
    SessionState.HELD: ("Took place", "done"),
}
_INVITATION_WORDS = {
    InvitationState.INVITED: ("Asked, has a place", "soon"),
    InvitationState.JOINED: ("Is coming", "good"),
    InvitationState.WAITING: ("On the waiting list", "waiting"),
    InvitationState.DECLINED: ("Is not coming", "quiet"),
    InvitationState.WITHDRAWN: ("Taken off the list", "quiet"),
}
# Of a session that is over or cancelled.
_INVITATION_WORDS_AFTERWARDS = {
    InvitationState.INVITED: ("Was asked", "quiet"),
    InvitationState.JOINED: ("Meant to come", "quiet"),
    InvitationState.WAITING: ("Was waiting", "quiet"),
    InvitationState.DECLINED: ("Could not come", "quiet"),
    InvitationState.WITHDRAWN: ("Taken off the list", "quiet"),
}
# To the person themselves.
_OWN_WORDS = {
    InvitationState.INVITED: ("You are asked to come", "soon"),
    InvitationState.JOINED: ("You are coming", "good"),
    InvitationState.WAITING: ("You are on the waiting list", "waiting"),
    InvitationState.DECLINED: ("You are not coming", "quiet"),
    InvitationState.WITHDRAWN: ("You were taken off the list", "quiet"),
}
_OWN_WORDS_AFTERWARDS = {
    InvitationState.INVITED: ("You were asked to come", "quiet"),
    InvitationState.JOINED: ("You had a place", "quiet"),
    InvitationState.WAITING: ("You were on the waiting list", "quiet"),
    InvitationState.DECLINED: ("You said that you could not come", "quiet"),
    InvitationState.WITHDRAWN: ("You were taken off the list", "quiet"),
}


def invitation_words(state: InvitationState, *, is_to_come: bool = True) -> tuple[str, str]:
    """How somebody stands on a list, to others, and the shape beside it."""
    return (_INVITATION_WORDS if is_to_come else _INVITATION_WORDS_AFTERWARDS)[state]


def own_words(state: InvitationState, *, is_to_come: bool) -> tuple[str, str]:
    """The same to the person themselves."""
    return (_OWN_WORDS if is_to_come else _OWN_WORDS_AFTERWARDS)[state]


def hours(starts_at: dt.time | None, ends_at: dt.time | None) -> str:
    """``14:00 to 15:30``; as much as is known."""
    if starts_at is None:
        return ""
    return f"{starts_at:%H:%M} to {ends_at:%H:%M}" if ends_at else f"from {starts_at:%H:%M}"
