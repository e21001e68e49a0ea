"""Brings the frameworks and the glossary from ``seeds/standards`` into the database, adding only what is missing.

What stands in the database already is left alone: a trust edits its own words, and statutory wording changes only with
a new edition.
"""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from cpd.core import paths
from cpd.core.names import fold
from cpd.people.models import StaffGroup
from cpd.standards.models import (
    Framework,
    LibraryStep,
    LookFor,
    LookForGroup,
    Offered,
    Standard,
    Statement,
    Term,
    searchable,
)
from cpd.standards.policy import AUDIENCE

Seed = Mapping[str, Any]
Line = TypeVar("Line", LookFor, LibraryStep)


def load_frameworks(session: Session) -> int:
    """Add the frameworks, standards, look-fors, steps and terms that are missing. Returns how many rows were added."""
    statutory, ours = _read("teachers_standards.yaml"), _read("look_fors.yaml")
    leaders, assistants = _read("leaders.yaml"), _read("teaching_assistants.yaml")
    adding = _Adding(session)
    adding.standards(adding.framework(_statutory_framework(statutory)), _teachers_standards(statutory, ours))
    adding.standards(adding.framework(_own_framework(leaders, 2)), _themes(leaders))
    adding.standards(adding.framework(_own_framework(assistants, 3)), _themes(assistants))
    adding.terms(_read("glossary.yaml")["terms"])
    session.flush()
    return adding.added


def _read(name: str) -> Any:
    return yaml.safe_load((paths.SEEDS / "standards" / name).read_text("utf-8"))


# From the files to one shape: standards with statements and groups


def _statutory_framework(seed: Seed) -> Framework:
    meta = seed["meta"]
    return Framework(
        code=seed["code"],
        position=1,
        title=meta["title"],
        is_statutory=True,
        edition=meta["edition"],
        who_it_is_for="Teachers and leaders.",
        note=f"{meta['use_note']} By law they are for {'; '.join(meta['applies_to'])}.",
        preamble=seed["preamble"]["text"],
        copyright_line=meta["copyright"],
        credit=meta["attribution"],
        licence=meta["licence"],
        licence_url=meta["licence_page"],
        source_url=meta["publication_page"],
    )


def _own_framework(seed: Seed, position: int) -> Framework:
    return Framework(
        code=seed["code"],
        position=position,
        title=seed["title"],
        who_it_is_for=seed["who_it_is_for"],
        note=seed["note"],
    )


def _teachers_standards(statutory: Seed, ours: Seed) -> Iterator[Seed]:
    """The eight standards and Part Two, each with the statutory wording and the trust's own groups beside it."""
    own_words = {standard["code"]: standard for standard in ours["standards"]}
    one, two = statutory["part_one"], statutory["part_two"]
    for standard in one["standards"]:
        yield {
            **standard,
            **{key: own_words[standard["code"]][key] for key in ("short", "themes", "groups")},
            "part_title": one["title"],
            "lead_in": one["lead_in"],
            "statements": [(bullet["code"], bullet["text"], False) for bullet in standard["bullets"]],
        }
    yield {
        **{key: own_words[two["code"]][key] for key in ("code", "short", "themes", "groups")},
        "heading": two["short_title"],
        "part_title": two["title"],
        "lead_in": two["intro"],
        "statements": [line for statement in two["statements"] for line in _with_nested(statement)],
        "is_conduct": True,
    }


def _with_nested(statement: Seed) -> Iterator[tuple[str, str, bool]]:
    yield statement["code"], statement["text"], False
    for bullet in statement.get("bullets", ()):
        yield bullet["code"], bullet["text"], True


def _themes(seed: Seed) -> Iterator[Seed]:
    """Themes of a framework of our own: the look-fors and steps of each stand in one group named after it."""
    for theme in seed["standards"]:
        lines = {key: theme.get(key, ()) for key in ("look_fors", "steps")}
        yield {**theme, "groups": [{"id": theme["code"], "name": theme["short"], **lines}]}


# Adding what is missing


class _Adding:
    """What the database holds already, by code, and how many rows were added to it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.added = 0
        self.frameworks = {row.code: row for row in session.scalars(select(Framework))}
        self.known_standards = {
            row.code: row for row in session.scalars(select(Standard).options(selectinload(Standard.statements)))
        }
        self.groups = {row.code: row for row in session.scalars(select(LookForGroup))}
        self.line_codes = {*session.scalars(select(LookFor.code)), *session.scalars(select(LibraryStep.code))}
        self.slugs = set(session.scalars(select(Term.slug)))

    def _add(self, row: Framework | Standard | Statement | LookForGroup | LookFor | LibraryStep | Term) -> None:
        self.session.add(row)
        self.added += 1

    def framework(self, row: Framework) -> Framework:
        if row.code not in self.frameworks:
            self._add(row)
            self.session.flush()
            self.frameworks[row.code] = row
        return self.frameworks[row.code]

    def standards(self, framework: Framework, seeds: Iterator[Seed]) -> None:
        for position, seed in enumerate(seeds, start=1):
            audience = _audience(seed, AUDIENCE[framework.code])
            standard = self.known_standards.get(seed["code"]) or self._standard(framework, position, seed, audience)
            statements = self._statements(standard, seed.get("statements", ()))
            for place, group_seed in enumerate(seed["groups"], start=1):
                group = self._group(standard, place, group_seed, statements)
                self._lines(LookFor, group, group_seed["look_fors"], audience)
                self._lines(LibraryStep, group, group_seed["steps"], audience)

    def _standard(self, framework: Framework, position: int, seed: Seed, audience: tuple[StaffGroup, ...]) -> Standard:
        themes = list(seed.get("themes", ()))
        standard = Standard(
            framework_id=framework.id,
            code=seed["code"],
            position=position,
            number=seed.get("number"),
            heading=seed["heading"],
            short=seed["short"],
            summary=seed.get("summary", ""),
            part_title=seed.get("part_title", ""),
            lead_in=seed.get("lead_in", ""),
            themes=themes,
            is_conduct=seed.get("is_conduct", False),
            search_text=searchable(seed["code"], seed["heading"], seed["short"], seed.get("summary", ""), *themes),
            statements=[],
            **Offered.flags(audience),
        )
        self._add(standard)
        self.session.flush()
        return standard

    def _statements(self, standard: Standard, seeds: list[tuple[str, str, bool]]) -> dict[str, Statement]:
        statements = {row.code: row for row in standard.statements}
        for position, (code, text, is_nested) in enumerate(seeds, start=1):
            if code not in statements:
                statements[code] = Statement(
                    standard_id=standard.id,
                    code=code,
                    position=position,
                    text=text,
                    is_nested=is_nested,
                    search_text=searchable(code, text),
                )
                self._add(statements[code])
        return statements

    def _group(
        self, standard: Standard, position: int, seed: Seed, statements: Mapping[str, Statement]
    ) -> LookForGroup:
        if seed["id"] not in self.groups:
            group = LookForGroup(
                standard_id=standard.id,
                code=seed["id"],
                position=position,
                name=seed["name"],
                note=seed.get("note", ""),
                statements=[statements[code] for code in seed.get("statements", ())],
            )
            self._add(group)
            self.session.flush()
            self.groups[group.code] = group
        return self.groups[seed["id"]]

    def _lines(
        self, line: type[Line], group: LookForGroup, seeds: list[Seed], audience: tuple[StaffGroup, ...]
    ) -> None:
        for position, seed in enumerate(seeds, start=1):
            if seed["id"] not in self.line_codes:
                self._add(
                    line(
                        group_id=group.id,
                        code=seed["id"],
                        position=position,
                        text=seed["text"],
                        search_text=searchable(seed["id"], seed["text"]),
                        **Offered.flags(_audience(seed, audience)),
                    )
                )

    def terms(self, seeds: list[Seed]) -> None:
        for seed in seeds:
            if seed["slug"] not in self.slugs:
                self._add(
                    Term(
                        slug=seed["slug"],
                        name=seed["term"],
                        sort_name=fold(seed["term"]),
                        definition=seed["definition"],
                        search_text=searchable(seed["term"], seed["definition"]),
                        groups=[self.groups[code] for code in seed["groups"]],
                    )
                )


def _audience(seed: Seed, otherwise: tuple[StaffGroup, ...]) -> tuple[StaffGroup, ...]:
    return tuple(StaffGroup(group) for group in seed["staff_groups"]) if "staff_groups" in seed else otherwise
