"""The areas of the house that a person has, in the order of the page header."""

from cpd.people.actor import Actor


def navigation(actor: Actor) -> list[tuple[str, str]]:
    """Label and endpoint of each area open to ``actor``."""
    return [("Home", "insight.home"), ("Standards", "standards.framework_index")]
