"""What the administrator looks after, and the way from an empty installation to a trust at work."""

from dataclasses import dataclass

from cpd.insight.queries import House, WaysIn


@dataclass(frozen=True)
class SetUpStep:
    """One thing that a new trust needs; the page says how."""

    key: str
    is_done: bool


@dataclass(frozen=True)
class HouseBlock:
    ways_in: WaysIn
    failed_jobs: int
    late_jobs: int
    sends_mail: bool
    steps: tuple[SetUpStep, ...]
    is_demonstration: bool

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def is_set_up(self) -> bool:
        return self.is_demonstration or self.done == len(self.steps)

    @property
    def can_invite(self) -> bool:
        """Letters and invitations are made school by school."""
        return any(step.is_done for step in self.steps if step.key == "schools")

    @property
    def next_step(self) -> str | None:
        return next((step.key for step in self.steps if not step.is_done), None)


def house_block(
    house: House, ways_in: WaysIn, *, has_name: bool, sends_mail: bool, is_demonstration: bool
) -> HouseBlock:
    """The steps stand in the order in which one needs the other."""
    return HouseBlock(
        ways_in=ways_in,
        failed_jobs=house.failed_jobs,
        late_jobs=house.late_jobs,
        sends_mail=sends_mail,
        is_demonstration=is_demonstration,
        steps=(
            SetUpStep("name", has_name),
            SetUpStep("schools", house.has_schools),
            SetUpStep("staff", house.has_staff),
            SetUpStep("courses", house.has_courses),
            SetUpStep("contacts", house.has_contacts),
            SetUpStep("mail", sends_mail),
            SetUpStep("ambassadors", house.has_ambassadors),
            SetUpStep("accounts", ways_in.in_use > 1),
        ),
    )
