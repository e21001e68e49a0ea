"""The code on the screen, and what a phone is told."""

from dataclasses import dataclass

from markupsafe import Markup

from cpd.core.qr import qr_code
from cpd.training.models import TrainingSession
from cpd.training.pages.session_facts import SessionFacts, session_facts
from cpd.training.rules.register import Way, in_groups

WAY_NAMES = {Way.IN: "Check in", Way.OUT: "Check out"}


@dataclass(frozen=True)
class ScreenPage:
    """One of a session's two codes, large."""

    facts: SessionFacts
    way: Way
    name: str
    code: str
    address: str
    qr: Markup
    here: int
    is_open: bool


def screen_page(
    training_session: TrainingSession, way: Way, code: str | None, address: str, here: int, *, is_open: bool
) -> ScreenPage:
    return ScreenPage(
        facts=session_facts(training_session, shows_address=False),
        way=way,
        name=WAY_NAMES[way],
        code=in_groups(code or ""),
        address=address,
        qr=qr_code(address, f"{WAY_NAMES[way]}: {address}") if code else Markup(""),
        here=here,
        is_open=is_open and code is not None,
    )


@dataclass(frozen=True)
class DoorPage:
    """What somebody sees who follows the QR code, or types its address."""

    code: str
    # Of a good code: what it is for, and where.
    facts: SessionFacts | None
    way: Way | None
    # Whoever is signed in on this phone.
    name: str
    refusal: str

    @property
    def title(self) -> str:
        return WAY_NAMES[self.way] if self.way else "Check in"


def door_page(code: str, door: tuple[TrainingSession, Way] | None, name: str, refusal: str = "") -> DoorPage:
    if door is None:
        return DoorPage(in_groups(code), None, None, name, refusal)
    training_session, way = door
    return DoorPage(in_groups(code), session_facts(training_session, shows_address=False), way, name, refusal)
