"""What every import shares: its options, its report (contract.md section 5), the plan that is shown before it is
carried out, and the list of imports there are.

An importer reads a file, plans what would change without writing, and carries a plan out. Command and page do the same
three steps: ``source = importer.read(…)``, ``plan = importer.plan(session, actor, source, options)`` to show it, and
inside ``transaction()`` plan again and ``importer.carry_out(session, actor, plan)``.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from sqlalchemy.orm import Session

from cpd.core.tables import Fault


@dataclass(frozen=True)
class ImportOptions:
    sheet: str | None = None
    trust_uid: str | None = None
    end_missing_on: dt.date | None = None
    skip_bad_rows: bool = False
    # For files of other systems: the remembered mapping to read by; empty: one whose headings fit, if there is any.
    # Without it a file is read as docs/files.md says and not otherwise.
    mapping: str | None = None


@dataclass
class ImportReport:
    """The counts and lists of contract.md section 5, in its order; rows are counted."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    ignored_rows: int = 0
    inferred_staff_groups: int = 0
    dropped_columns: list[str] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)
    people_not_in_file: list[str] = field(default_factory=list)
    posts_not_in_file: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Change:
    """One record that would be made or changed, for the preview. ``fields``: label, text before, text after."""

    row: int | None
    kind: str  # created, updated, ended
    title: str
    fields: tuple[tuple[str, str, str], ...] = ()


@dataclass
class ImportPlan:
    """What an import would do. ``work`` is what its own ``carry_out`` needs."""

    report: ImportReport
    faults: list[Fault] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    # What the reader should know or do next, a sentence each.
    notes: list[str] = field(default_factory=list)
    # A question to answer before so large a change is made; empty: none.
    question: str = ""
    # A sentence where the file calls things by names of its own that could be mapped; empty: it does not.
    to_map: str = ""
    work: Any = None

    def refused(self, options: ImportOptions) -> bool:
        """Whether nothing may be written: there is a fault, and bad rows were not to be left out."""
        return bool(self.faults) and not options.skip_bad_rows

    @property
    def mark(self) -> str:
        """Changes when what the plan would do changes: a confirmed preview is carried out as shown, or shown again."""
        said = repr((self.changes, self.faults, self.question))
        return hashlib.sha256(said.encode()).hexdigest()


class Source(Protocol):
    """A file that has been read, as it waits for its confirmation."""

    def to_json(self) -> str: ...


class Importer(Protocol):
    """One kind of import. ``may(actor)`` is asked by pages; ``carry_out`` requires the same again.

    ``mapping_page`` is the endpoint at which the names of another system are mapped to ours; empty: none are.
    """

    kind: str
    title: str
    mapping_page: str

    def may(self, actor: Any) -> bool: ...

    def read(self, content: bytes, options: ImportOptions) -> Any:
        """The file as its source. Raises ``Unreadable``."""
        ...

    def restore(self, text: str) -> Any:
        """A source from its ``to_json``."""
        ...

    def plan(self, session: Session, actor: Any, source: Any, options: ImportOptions) -> ImportPlan: ...

    def rejected_rows(self, source: Any, plan: ImportPlan) -> Iterator[Sequence[str]]:
        """The rows left out, with their reasons, as rows of a CSV file."""
        ...

    def carry_out(self, session: Session, actor: Any, plan: ImportPlan) -> None: ...


_importers: dict[str, Importer] = {}


def register(importer: Importer) -> None:
    """Make an import known to the command and the page. Each package registers its own when it is loaded."""
    _importers[importer.kind] = importer


def importers() -> dict[str, Importer]:
    """Every import by kind, in the order in which they became known."""
    return dict(_importers)
