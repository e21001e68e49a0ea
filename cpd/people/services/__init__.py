"""Writes of people, posts, roles, schools and settings. Every one starts with ``require``."""

from cpd.people.services.away import (
    add_away as add_away,
    change_away as change_away,
    remove_away as remove_away,
)
from cpd.people.services.people import create_person as create_person
from cpd.people.services.roles import (
    NewRole as NewRole,
    delegate_headship as delegate_headship,
    end_role as end_role,
    grant_role as grant_role,
)
from cpd.people.services.settings import (
    ContactEntry as ContactEntry,
    SchoolEntry as SchoolEntry,
    TrustEntry as TrustEntry,
    change_contacts as change_contacts,
    change_job_titles as change_job_titles,
    change_school as change_school,
    change_trust as change_trust,
    contacts_mark as contacts_mark,
)
from cpd.people.services.staging import (
    Upload as Upload,
    discard_import as discard_import,
    finish_import as finish_import,
    read_by_mapping as read_by_mapping,
    restored_options as restored_options,
    stage_import as stage_import,
)
