"""The imports of this package: courses, completions, exemptions."""

from cpd.core.importing import register
from cpd.training.imports.completions import CompletionImport
from cpd.training.imports.courses import CourseImport
from cpd.training.imports.exemptions import ExemptionImport

for _importer in (CourseImport(), CompletionImport(), ExemptionImport()):
    register(_importer)
