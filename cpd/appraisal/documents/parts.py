"""The review as one frozen value, part by part: what the page shows, what the PDF prints, and what is kept.

The kept form is canonical JSON (core.canonical): the same words always give the same bytes, and so the same hash.
"""

import datetime as dt
from dataclasses import dataclass

from cpd.appraisal.models import Signer
from cpd.appraisal.rules.conclusion import Conclusion, conclusion_words
from cpd.appraisal.rules.links import host_of
from cpd.core.dates import to_text
from cpd.core.periods import AcademicYear

# The number of the form below; a later form gets the next one, and this one stays readable.
FORM = 2


@dataclass(frozen=True)
class StandardPart:
    code: str
    number: int | None
    heading: str
    short: str
    is_conduct: bool
    sentence: str


@dataclass(frozen=True)
class FrameworkPart:
    code: str
    title: str
    edition: str
    credit: str
    standards: tuple[StandardPart, ...]
    is_statutory: bool = False


@dataclass(frozen=True)
class ObjectivePart:
    standard_code: str
    standard: str
    text: str
    how_we_will_know: str
    what_came_of_it: str
    # The trust priority that it serves; from form 2 on.
    priority: str = ""


@dataclass(frozen=True)
class TrainingPart:
    course_code: str
    title: str
    completed_on: dt.date
    provider: str


@dataclass(frozen=True)
class BroughtPart:
    kind: str
    label: str
    text: str
    source_on: dt.date | None
    # A link, and a file with its SHA-256; from form 2 on.
    address: str = ""
    file_name: str = ""
    file_sha256: str = ""

    @property
    def host(self) -> str:
        return host_of(self.address)


@dataclass(frozen=True)
class NeedPart:
    need: str
    agreed_action: str
    # What it is about, and a course that would help; from form 2 on.
    standard: str = ""
    course: str = ""


@dataclass(frozen=True)
class EarlierPart:
    """What went before an agreed support."""

    label: str
    happened_on: dt.date
    text: str
    entered_at: dt.datetime


@dataclass(frozen=True)
class StepPart:
    step: str
    school_does: str
    by_on: dt.date
    done_on: dt.date | None


@dataclass(frozen=True)
class DayTogetherPart:
    due_on: dt.date
    held_on: dt.date | None
    text: str


@dataclass(frozen=True)
class SupportPart:
    """An agreed support: the standards it concerns, what went before it, and the plan as it stands."""

    concerns: tuple[str, ...]
    earlier: tuple[EarlierPart, ...]
    opened_on: dt.date
    circumstances_talked_about: bool
    steps: tuple[StepPart, ...]
    days_together: tuple[DayTogetherPart, ...]
    ended_on: dt.date | None
    what_came_of_it: str


@dataclass(frozen=True)
class AdviserPart:
    name: str
    capacity: str


@dataclass(frozen=True)
class SignaturePart:
    signer: str
    name: str
    person_id: str
    account_id: str
    signed_at: dt.datetime

    @property
    def role(self) -> str:
        return "Appraiser" if self.signer == Signer.APPRAISER else "Person"


@dataclass(frozen=True)
class ReviewDocument:
    form: int
    review_id: str
    trust: str
    school: str
    school_urn: int
    starts_on: dt.date
    ends_on: dt.date
    person: str
    person_known_as: str
    staff_code: str
    job_title: str
    appraiser: str
    frameworks: tuple[FrameworkPart, ...]
    focus: str
    objectives: tuple[ObjectivePart, ...]
    training: tuple[TrainingPart, ...]
    training_as_at: dt.date
    brought: tuple[BroughtPart, ...]
    needs: tuple[NeedPart, ...]
    comment: str
    signatures: tuple[SignaturePart, ...] = ()
    # From form 2 on. A review of form 1 had no conclusion in so many words.
    conclusion: str = ""
    support: SupportPart | None = None
    disagreement: str = ""
    pay_recommendation: str = ""
    advisers: tuple[AdviserPart, ...] = ()
    # Which version of the record it is, and the check code and day of the one that it replaces.
    number: int = 1
    replaces: str = ""
    replaces_of: dt.datetime | None = None

    @property
    def conclusion_words(self) -> str:
        """Empty where the review is of a form without a conclusion."""
        if not self.conclusion:
            return ""
        frameworks = [(framework.title, framework.is_statutory) for framework in self.frameworks]
        return conclusion_words(Conclusion(self.conclusion), frameworks)

    @property
    def year(self) -> str:
        return AcademicYear.of(self.starts_on).on_screen

    @property
    def cycle_days(self) -> str:
        return f"{to_text(self.starts_on)} to {to_text(self.ends_on)}"

    @property
    def title(self) -> str:
        return f"Appraisal statement: {self.person}"

    @property
    def is_signed_by_both(self) -> bool:
        return {signature.signer for signature in self.signatures} == {signer.value for signer in Signer}

    @property
    def written_standards(self) -> tuple[StandardPart, ...]:
        return tuple(part for framework in self.frameworks for part in framework.standards if part.sentence)

    def signature(self, signer: Signer) -> SignaturePart | None:
        return next((signature for signature in self.signatures if signature.signer == signer), None)
