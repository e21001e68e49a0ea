"""A form of several texts, each with the edition that it was opened with (rules/words.py)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from wtforms import TextAreaField

from cpd.appraisal.rules.words import Settled, Typed, edition
from cpd.core.forms import BaseForm, VersionField, at_most

SEEN = "seen_"
_LOST = "This page lost its number. Open it again; what you typed is kept below."


@dataclass(frozen=True)
class Place:
    """One text of a form: its name, what it is called, and how long it may be."""

    name: str
    label: str
    most: int
    hint: str = ""
    rows: int = 4


class WordsForm(BaseForm):
    """Made by ``words_form``. A text that a page did not have is taken as it was saved."""

    places: ClassVar[tuple[Place, ...]] = ()

    def typed(self) -> dict[str, Typed]:
        return {
            place.name: Typed(self[place.name].data or "", self[f"{SEEN}{place.name}"].data or 0)
            for place in self.places
        }

    def validate(self, extra_validators: Any = None) -> bool:
        """A text that came without its edition would be written over whatever is there."""
        is_good = bool(super().validate(extra_validators))
        for place in self.places:
            if self[place.name].raw_data and not self[f"{SEEN}{place.name}"].raw_data:
                self.form_errors.append(_LOST)
                return False
        return is_good

    def go_on_from(self, settled: Settled) -> None:
        """Stand on what is saved now; where somebody else saved meanwhile, on the text that is shown beside."""
        for name, text in settled.to_save.items():
            self._follow(name, text)
        for name, text in settled.newer.items():
            self._follow(name, text)
        for name, text in settled.others.items():
            self[name].raw_data, self[name].data = None, text
            self._follow(name, text)

    def _follow(self, name: str, text: str) -> None:
        field = self[f"{SEEN}{name}"]
        field.raw_data, field.data = None, edition(text)

    def label_of(self, name: str) -> str:
        return next(place.label for place in self.places if place.name == name)


def words_form(places: Iterable[Place], saved: Mapping[str, str]) -> WordsForm:
    """The form for these texts, filled with what is saved."""
    places = tuple(places)
    fields: dict[str, object] = {"places": places}
    data: dict[str, object] = {}
    for place in places:
        fields[place.name] = TextAreaField(
            place.label, description=place.hint, render_kw={"rows": place.rows}, validators=[at_most(place.most)]
        )
        fields[f"{SEEN}{place.name}"] = VersionField()
        data[place.name] = saved.get(place.name, "")
        data[f"{SEEN}{place.name}"] = edition(saved.get(place.name, ""))
    form = type("WordsForm", (WordsForm,), fields)(data=data)
    assert isinstance(form, WordsForm)
    return form
