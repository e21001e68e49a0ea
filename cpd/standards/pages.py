"""What each page of the frameworks shows, as plain values."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from cpd.people.models import StaffGroup
from cpd.standards.models import Framework, LibraryStep, LookFor, LookForGroup, Offered, Standard, Term
from cpd.standards.queries import Hit, Kind

STAFF_GROUP_NAMES = {
    StaffGroup.LEADER: "leaders",
    StaffGroup.TEACHER: "teachers",
    StaffGroup.TEACHING_ASSISTANT: "teaching assistants",
    StaffGroup.SUPPORT: "support staff",
}


@dataclass(frozen=True)
class Credit:
    """Where statutory wording comes from."""

    copyright_line: str
    credit: str
    licence: str
    licence_url: str
    source_url: str
    edition: str


@dataclass(frozen=True)
class FrameworkLine:
    code: str
    title: str
    is_statutory: bool
    who_it_is_for: str
    standards: tuple["StandardLine", ...]


@dataclass(frozen=True)
class StandardLine:
    code: str
    number: int | None
    heading: str
    short: str
    is_conduct: bool
    summary: str = ""
    group_names: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class WordLine:
    slug: str
    name: str
    definition: str


@dataclass(frozen=True)
class CodedLine:
    """A look-for or step. ``for_whom`` names its staff groups where they are fewer than those of its standard."""

    code: str
    text: str
    for_whom: tuple[str, ...] = ()


@dataclass(frozen=True)
class StatementLine:
    code: str
    text: str
    nested: tuple["StatementLine", ...] = ()


@dataclass(frozen=True)
class GroupPart:
    code: str
    name: str
    note: str
    statements: tuple[StatementLine, ...]
    look_fors: tuple[CodedLine, ...]
    steps: tuple[CodedLine, ...]
    words: tuple[WordLine, ...]


@dataclass(frozen=True)
class IndexPage:
    own: tuple[FrameworkLine, ...]
    others: tuple[FrameworkLine, ...]
    words: int


@dataclass(frozen=True)
class FrameworkPage:
    framework: FrameworkLine
    note: str
    preamble: str
    credit: Credit | None
    is_own: bool

    @property
    def part_one(self) -> list[StandardLine]:
        return [line for line in self.framework.standards if not line.is_conduct]

    @property
    def part_two(self) -> list[StandardLine]:
        return [line for line in self.framework.standards if line.is_conduct]


@dataclass(frozen=True)
class StandardPage:
    framework: FrameworkLine
    standard: StandardLine
    part_title: str
    lead_in: str
    credit: Credit | None
    statements: tuple[StatementLine, ...]
    groups: tuple[GroupPart, ...]
    before: StandardLine | None
    after: StandardLine | None


@dataclass(frozen=True)
class LinePage:
    """The page of one look-for or one action step."""

    line: CodedLine
    group: GroupPart
    framework: FrameworkLine
    standard: StandardLine


@dataclass(frozen=True)
class SeenIn:
    """A group in which a word of the glossary can be seen, and where the group stands."""

    group: GroupPart
    standard: StandardLine
    framework: FrameworkLine


@dataclass(frozen=True)
class TermPage:
    word: WordLine
    seen_in: tuple[SeenIn, ...]
    nearby: tuple[WordLine, ...]


@dataclass(frozen=True)
class GlossaryPage:
    letters: tuple[tuple[str, tuple[WordLine, ...]], ...]
    count: int


@dataclass(frozen=True)
class SearchSection:
    title: str
    hits: tuple[Hit, ...]
    count: int


@dataclass(frozen=True)
class SearchPage:
    text: str
    is_too_short: bool
    sections: tuple[SearchSection, ...]

    @property
    def count(self) -> int:
        return sum(section.count for section in self.sections)


SECTIONS = (
    ("Words we share", (Kind.TERM,)),
    ("Look-fors", (Kind.LOOK_FOR,)),
    ("Action steps", (Kind.STEP,)),
    ("Standards and their lines", (Kind.STANDARD, Kind.STATEMENT)),
)
MOST_IN_A_SECTION = 20


def index_page(frameworks: Iterable[Framework], own_codes: Collection[str], words: int) -> IndexPage:
    lines = [_framework_line(framework, framework.standards) for framework in frameworks]
    return IndexPage(
        own=tuple(line for line in lines if line.code in own_codes),
        others=tuple(line for line in lines if line.code not in own_codes),
        words=words,
    )


def framework_page(framework: Framework, own_codes: Collection[str]) -> FrameworkPage:
    standards = tuple(
        StandardLine(
            code=standard.code,
            number=standard.number,
            heading=standard.heading,
            short=standard.short,
            is_conduct=standard.is_conduct,
            summary=standard.summary,
            group_names=tuple((group.code, group.name) for group in standard.groups),
        )
        for standard in framework.standards
    )
    line = _framework_line(framework, ())
    return FrameworkPage(
        framework=FrameworkLine(line.code, line.title, line.is_statutory, line.who_it_is_for, standards),
        note=framework.note,
        preamble=framework.preamble,
        credit=_credit(framework),
        is_own=framework.code in own_codes,
    )


def standard_page(standard: Standard) -> StandardPage:
    neighbours = standard.framework.standards
    place = next(at for at, one in enumerate(neighbours) if one.code == standard.code)
    return StandardPage(
        framework=_framework_line(standard.framework, ()),
        standard=_standard_line(standard),
        part_title=standard.part_title,
        lead_in=standard.lead_in,
        credit=_credit(standard.framework),
        statements=_statements(standard),
        groups=tuple(_group(group, standard) for group in standard.groups),
        before=_standard_line(neighbours[place - 1]) if place else None,
        after=_standard_line(neighbours[place + 1]) if place + 1 < len(neighbours) else None,
    )


def line_page(line: LookFor | LibraryStep) -> LinePage:
    standard = line.group.standard
    return LinePage(
        line=_line(line, standard),
        group=_group(line.group, standard),
        framework=_framework_line(standard.framework, ()),
        standard=_standard_line(standard),
    )


def term_page(term: Term) -> TermPage:
    seen_in = tuple(
        SeenIn(
            group=_group(group, group.standard, with_statements=False),
            standard=_standard_line(group.standard),
            framework=_framework_line(group.standard.framework, ()),
        )
        for group in term.groups
    )
    nearby = {word.slug: word for seen in seen_in for word in seen.group.words if word.slug != term.slug}
    return TermPage(_word(term), seen_in, tuple(sorted(nearby.values(), key=lambda word: word.slug)))


def glossary_page(terms: Sequence[Term]) -> GlossaryPage:
    by_letter = groupby(terms, key=lambda term: term.sort_name[0].upper())
    return GlossaryPage(
        letters=tuple((letter, tuple(_word(term) for term in some)) for letter, some in by_letter),
        count=len(terms),
    )


def search_page(text: str, hits: Sequence[Hit], own_codes: Collection[str], *, is_too_short: bool) -> SearchPage:
    """Hits by kind; within a kind and an equal nearness, the reader's own frameworks stand first already."""
    sections = []
    for title, kinds in SECTIONS:
        some = own_first([hit for hit in hits if hit.kind in kinds], own_codes)
        if some:
            sections.append(SearchSection(title, tuple(some[:MOST_IN_A_SECTION]), len(some)))
    return SearchPage(text=text, is_too_short=is_too_short, sections=tuple(sections))


def own_first(hits: Sequence[Hit], own_codes: Collection[str]) -> list[Hit]:
    """The same hits, those of the reader's own frameworks and the words that everybody shares before the others."""
    return sorted(
        hits, key=lambda hit: bool(own_codes) and bool(hit.framework_code) and hit.framework_code not in own_codes
    )


def _framework_line(framework: Framework, standards: Iterable[Standard]) -> FrameworkLine:
    return FrameworkLine(
        code=framework.code,
        title=framework.title,
        is_statutory=framework.is_statutory,
        who_it_is_for=framework.who_it_is_for,
        standards=tuple(_standard_line(standard) for standard in standards),
    )


def _standard_line(standard: Standard) -> StandardLine:
    return StandardLine(
        standard.code, standard.number, standard.heading, standard.short, standard.is_conduct, standard.summary
    )


def _credit(framework: Framework) -> Credit | None:
    if not framework.is_statutory:
        return None
    return Credit(
        copyright_line=framework.copyright_line,
        credit=framework.credit,
        licence=framework.licence,
        licence_url=framework.licence_url,
        source_url=framework.source_url,
        edition=framework.edition,
    )


def _statements(standard: Standard) -> tuple[StatementLine, ...]:
    """The statements, those below another one inside it."""
    lines: list[tuple[str, str, list[StatementLine]]] = []
    for statement in standard.statements:
        if statement.is_nested:
            lines[-1][2].append(StatementLine(statement.code, statement.text))
        else:
            lines.append((statement.code, statement.text, []))
    return tuple(StatementLine(code, text, tuple(nested)) for code, text, nested in lines)


def _group(group: LookForGroup, standard: Standard, *, with_statements: bool = True) -> GroupPart:
    statements = group.statements if with_statements else ()
    return GroupPart(
        code=group.code,
        name=group.name,
        note=group.note,
        statements=tuple(StatementLine(statement.code, statement.text) for statement in statements),
        look_fors=tuple(_line(look_for, standard) for look_for in group.look_fors),
        steps=tuple(_line(step, standard) for step in group.steps),
        words=tuple(_word(term) for term in group.terms),
    )


def _line(line: LookFor | LibraryStep, standard: Standard) -> CodedLine:
    return CodedLine(line.code, line.text, _for_whom(line, standard))


def _for_whom(line: Offered, standard: Offered) -> tuple[str, ...]:
    if line.staff_groups == standard.staff_groups:
        return ()
    return tuple(STAFF_GROUP_NAMES[group] for group in line.staff_groups)


def _word(term: Term) -> WordLine:
    return WordLine(term.slug, term.name, term.definition)
