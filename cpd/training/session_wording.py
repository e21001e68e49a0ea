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
INVITATION_WORDS = {
    InvitationState.INVITED: ("Asked, has a place", "soon"),
    InvitationState.JOINED: ("Is coming", "good"),
    InvitationState.WAITING: ("On the waiting list", "waiting"),
    InvitationState.DECLINED: ("Is not coming", "quiet"),
    InvitationState.WITHDRAWN: ("Taken off the list", "quiet"),
}
# The same to the person themselves.
OWN_WORDS = {
    InvitationState.INVITED: ("You are asked to come", "soon"),
    InvitationState.JOINED: ("You are coming", "good"),
    InvitationState.WAITING: ("You are on the waiting list", "waiting"),
    InvitationState.DECLINED: ("You are not coming", "quiet"),
    InvitationState.WITHDRAWN: ("You were taken off the list", "quiet"),
}


def hours(starts_at: dt.time | None, ends_at: dt.time | None) -> str:
    """``14:00 to 15:30``; as much as is known."""
    if starts_at is None:
        return ""
    return f"{starts_at:%H:%M} to {ends_at:%H:%M}" if ends_at else f"from {starts_at:%H:%M}"
