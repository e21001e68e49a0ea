"""Who opens which page of insight: everybody with an account; what they find there differs."""

from tests.world import PEOPLE

_EVERYBODY = set(PEOPLE)

ACCESS: dict[str, set[str]] = {
    "insight.home": _EVERYBODY,
    "insight.my_development": _EVERYBODY,
    "insight.trust_show": _EVERYBODY,
    "insight.roles_show": _EVERYBODY,
    "insight.accessibility_show": _EVERYBODY,
    "insight.demand_show": {
        "development_lead",
        "office",
        "trainer",
        "head",
        "deputy",
        "other_head",
        "executive_head",
    },
    "insight.practice_show": {"development_lead", "trustee"},
    "insight.reflection_focus": {"teacher"},
    "insight.reflection_step": {"teacher"},
}
