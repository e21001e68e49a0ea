"""Forms that say what another system's columns and courses are here."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from cpd.core.forms import VersionedForm, offered
from cpd.training.imports.other_systems import COLUMNS

LEAVE_OUT = "-"


class ColumnsForm(VersionedForm):
    name = StringField(
        "Name of this mapping",
        description="For example that of the other system. A file with the same columns is read by it next time.",
        validators=[InputRequired("Give it a name."), Length(max=100)],
    )

    def offer(self, headings: Sequence[str], chosen: Mapping[str, str] | None) -> None:
        """Their headings for each of our columns, with what is chosen at first; None: what was sent."""
        for field in self.column_fields:
            field.choices = offered([("", "Not in this file"), *((text, text) for text in headings)])
            if chosen is not None:
                field.data = chosen.get(field.short_name, "")

    @property
    def column_fields(self) -> list[Any]:
        return [self[name] for name in COLUMNS]

    def columns(self) -> dict[str, str]:
        return {field.short_name: field.data for field in self.column_fields if field.data}


for _name, _label in COLUMNS.items():
    setattr(ColumnsForm, _name, SelectField(_label, validators=[Optional()]))


class CoursesForm(VersionedForm):
    """A choice for each name that is none of our codes; :func:`courses_form` makes the fields."""

    names: Sequence[str] = ()

    @property
    def course_fields(self) -> list[Any]:
        return [self[_key(name)] for name in self.names]

    def courses(self) -> dict[str, str]:
        """What was chosen: their name, our code; an empty code leaves its rows out."""
        chosen = zip(self.names, self.course_fields, strict=True)
        return {name: "" if field.data == LEAVE_OUT else field.data for name, field in chosen if field.data}


def courses_form(names: Sequence[str], courses: Iterable[tuple[str, str]], chosen: Mapping[str, str]) -> CoursesForm:
    """``chosen``: what the mapping says already, by their name."""
    choices = offered([("", "Choose"), (LEAVE_OUT, "Leave these rows out"), *courses])
    fields = {
        _key(name): SelectField(
            name[:120],
            choices=choices,
            default=(chosen[name] or LEAVE_OUT) if name in chosen else "",
            validators=[Optional()],
        )
        for name in names
    }
    form: CoursesForm = type("_CoursesForm", (CoursesForm,), {**fields, "names": names})()
    return form


def _key(name: str) -> str:
    """The same for the same name, whatever else is in the list by now."""
    return f"course_{hashlib.sha256(name.encode()).hexdigest()[:16]}"
