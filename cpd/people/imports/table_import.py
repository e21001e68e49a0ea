"""What imports of tables have in common: reading, waiting for confirmation, and the rows left out."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

from cpd.core.importing import ImportOptions, ImportPlan, ImportReport
from cpd.core.tables import Layout, Table, read_table, rejected_rows


class TableImport(ABC):
    """An import of one table; subclasses say which columns, what would change, and carry it out."""

    kind: str
    title: str
    mapping_page: str = ""

    @abstractmethod
    def layout(self, headings: set[str]) -> Layout:
        """The columns to read from a file with these headings."""

    def read(self, content: bytes, options: ImportOptions) -> Table:
        return read_table(content, options.sheet, self.layout)

    def restore(self, text: str) -> Table:
        return Table.from_json(text)

    def rejected_rows(self, source: Table, plan: ImportPlan) -> Iterator[Sequence[str]]:
        return rejected_rows(source, plan.faults)


def report_on(table: Table) -> ImportReport:
    """A report that knows the columns and nothing of the rows yet."""
    return ImportReport(ignored_columns=list(table.ignored_columns), dropped_columns=list(table.dropped_columns))


def finish(plan: ImportPlan, options: ImportOptions) -> ImportPlan:
    """Count the bad rows; where they refuse the file, nothing is made or changed."""
    plan.faults.sort(key=lambda fault: fault.row)
    plan.report.rejected = len({fault.row for fault in plan.faults})
    if plan.refused(options):
        plan.report.created = plan.report.updated = plan.report.unchanged = plan.report.inferred_staff_groups = 0
        plan.work = None
    return plan
