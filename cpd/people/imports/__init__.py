"""The imports of this package: staff, schools, leave, the calendar."""

from cpd.core.importing import register
from cpd.people.imports.calendar import CalendarImport
from cpd.people.imports.leave import LeaveImport
from cpd.people.imports.schools import SchoolImport
from cpd.people.imports.staff import StaffImport

for _importer in (StaffImport(), SchoolImport(), LeaveImport(), CalendarImport()):
    register(_importer)
