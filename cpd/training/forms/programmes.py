"""Forms of what courses and programmes say of themselves."""

from collections.abc import Iterable
from typing import Any

from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from cpd.core.forms import BaseForm, ChecksField, OnceForm, VersionedForm, at_most, offered
from cpd.standards.mechanisms import MECHANISMS, in_order
from cpd.training.services.programmes import CourseWords, ProgrammeWords

MOST_COURSES = 12
_LONG = at_most(1000)


class WordsForm(BaseForm):
    why = TextAreaField(
        "Why",
        description="One or two sentences for the people who are asked to do it. Without them it is not published.",
        validators=[Optional(), _LONG],
        render_kw={"rows": 3},
    )
    afterwards = TextAreaField(
        "What should look different afterwards",
        description="What a colleague who walks in would see: in a sentence, about practice and not about people.",
        validators=[Optional(), _LONG],
        render_kw={"rows": 3},
    )
    standards = ChecksField("Standards it serves", validators=[Optional()])
    source = StringField(
        "Where it comes from",
        description="The law, guidance, research or local agreement that it rests on.",
        validators=[Optional(), Length(max=1000)],
    )
    mechanisms = ChecksField(
        "What it does to make learning last",
        description="The mechanisms of effective professional development that it really holds. "
        "A balanced design has some of each of the four groups.",
        choices=offered((name, f"{name} ({group.lower()})") for group, names in MECHANISMS.items() for name in names),
        validators=[Optional()],
    )

    def offer_standards(self, standards: Iterable[tuple[str, str]], kept: Iterable[str]) -> None:
        """Every standard, and what was chosen before even where the frameworks no longer know it."""
        labels = {code: f"{code}: {short}" for code, short in standards}
        self.standards.choices = offered([*labels.items(), *((code, code) for code in kept if code not in labels)])

    def said(self) -> dict[str, Any]:
        return {
            "why": self.why.data or "",
            "afterwards": self.afterwards.data or "",
            "standards": tuple(self.standards.data or ()),
            "source": self.source.data or "",
            "mechanisms": tuple(in_order(self.mechanisms.data or ())),
        }


class CourseWordsForm(WordsForm):
    look_fors = ChecksField(
        "Look-fors in which a visit would show it",
        description="Those under the standards that it serves. Save first to see those of another standard.",
        validators=[Optional()],
    )
    need = StringField(
        "Need",
        description="Only for a unit about one need, for example: Cognition and learning. "
        "Units of the same need stand together.",
        validators=[Optional(), Length(max=100)],
    )
    seen = HiddenField()

    def offer_look_fors(self, look_fors: Iterable[tuple[str, str]], kept: Iterable[str]) -> None:
        """Those of the course's standards, and what was chosen before."""
        labels = dict(look_fors)
        self.look_fors.choices = offered([*labels.items(), *((code, code) for code in kept if code not in labels)])

    def words(self) -> CourseWords:
        return CourseWords(**self.said(), look_fors=tuple(self.look_fors.data or ()), need=self.need.data or "")


class _ProgrammeWordsForm(WordsForm):
    title = StringField("Title", validators=[InputRequired("Give it a title."), Length(max=200)])

    def offer_courses(self, courses: Iterable[tuple[str, str]]) -> None:
        choices = offered([("", "No course"), *courses])
        for field in self.course_fields:
            field.choices = choices

    @property
    def course_fields(self) -> list[Any]:
        """The places of the programme, in their order."""
        return [self[f"course_{place}"] for place in range(1, MOST_COURSES + 1)]

    def put_courses(self, codes: Iterable[str]) -> None:
        for field, code in zip(self.course_fields, codes, strict=False):
            field.data = code

    def words(self) -> ProgrammeWords:
        courses = tuple(field.data for field in self.course_fields if field.data)
        return ProgrammeWords(**self.said(), title=self.title.data or "", courses=courses)


for _place in range(1, MOST_COURSES + 1):
    setattr(_ProgrammeWordsForm, f"course_{_place}", SelectField(f"Course {_place}", validators=[Optional()]))


class ProgrammeNewForm(OnceForm, _ProgrammeWordsForm):
    code = StringField(
        "Short name for its address",
        description="Small letters, digits and hyphens, for example send-for-all. It stays as it is.",
        validators=[
            InputRequired("Give it a short name."),
            Length(max=40),
            Regexp(r"[a-z0-9]+(-[a-z0-9]+)*$", message="Small letters and digits with hyphens between, no spaces."),
        ],
    )


class ProgrammeForm(VersionedForm, _ProgrammeWordsForm):
    """A programme that is there already; its short name stays."""
