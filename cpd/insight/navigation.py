"""The areas of the house that a person has, in the order of the page header, and the links at the foot."""

from dataclasses import dataclass

from cpd.core.importing import importers
from cpd.people.actor import Actor

# Pages that belong to another area than the rest of their room.
_ELSEWHERE = {
    "coaching.match_index": "My development",
    "coaching.wish_look_for": "My development",
    "coaching.wish_reminders": "My development",
    "people.import_new": "Imports",
    "people.import_show": "Imports",
    "training.mapping_index": "Imports",
    "training.mapping_columns": "Imports",
    "training.mapping_courses": "Imports",
    "people.trust_edit": "Settings",
    "people.job_title_table": "Settings",
    "accounts.account_index": "Accounts",
    "accounts.account_manage": "Accounts",
    "accounts.invitation_index": "Invitations",
}
_ROOMS = {
    "coaching": "Coaching",
    "training": "Training",
    "standards": "Standards",
    "appraisal": "Appraisal",
    "people": "People",
}
FOOTER = (("Who may see what", "insight.roles_show"), ("Accessibility", "insight.accessibility_show"))


@dataclass(frozen=True)
class Area:
    label: str
    endpoint: str

    def holds(self, endpoint: str | None) -> bool:
        """Whether a page belongs to this area."""
        if endpoint is None or endpoint == self.endpoint:
            return endpoint == self.endpoint
        return _ELSEWHERE.get(endpoint, _ROOMS.get(endpoint.split(".")[0])) == self.label


def navigation(actor: Actor) -> list[Area]:
    """The areas open to ``actor``."""
    counts_alone = actor.is_trustee and not actor.is_staff
    # Whoever looks after the training of others begins with their figures, everybody else with their own list.
    looks_after = actor.is_head or actor.is_office or actor.is_development_lead or not actor.is_staff
    areas = [
        Area("Home", "insight.home"),
        *([Area("My development", "insight.my_development")] if actor.is_staff else []),
        Area("Coaching", "coaching.counts" if counts_alone else "coaching.visit_index"),
        Area("Training", "training.coverage_index" if looks_after else "training.my_training"),
        Area("Standards", "standards.framework_index"),
        Area("Appraisal", "appraisal.trust_counts" if counts_alone else "appraisal.review_index"),
        Area("People", "people.school_index"),
    ]
    if actor.is_administrator:
        areas.append(Area("Accounts", "accounts.account_index"))
    elif actor.is_office:
        areas.append(Area("Invitations", "accounts.invitation_index"))
    if any(importer.may(actor) for importer in importers().values()):
        areas.append(Area("Imports", "people.import_new"))
    if actor.is_administrator:
        areas.append(Area("Settings", "people.trust_edit"))
    return areas
