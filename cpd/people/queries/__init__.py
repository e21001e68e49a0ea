"""Reads of the trust, its schools and people, always as far as the actor may see."""

from cpd.people.queries.people import (
    Colleague as Colleague,
    active_posts as active_posts,
    away_periods as away_periods,
    colleagues_in_schools as colleagues_in_schools,
    get_away as get_away,
    get_person as get_person,
    person_by_staff_code as person_by_staff_code,
    posts_for as posts_for,
    school_ids_of as school_ids_of,
    staff_of_school as staff_of_school,
)
from cpd.people.queries.roles import (
    get_grant as get_grant,
    get_grant_line as get_grant_line,
    list_grants as list_grants,
)
from cpd.people.queries.schools import (
    SafeguardingContact as SafeguardingContact,
    contacts_of as contacts_of,
    get_school as get_school,
    get_trust as get_trust,
    list_closed_schools as list_closed_schools,
    list_open_schools as list_open_schools,
    post_line as post_line,
    safeguarding_contacts as safeguarding_contacts,
    schools_without_joining_date as schools_without_joining_date,
)
from cpd.people.queries.staff_list import job_title_table as job_title_table
from cpd.people.queries.staged import (
    get_staged as get_staged,
    list_carried_out as list_carried_out,
)
