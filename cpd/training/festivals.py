"""The festivals that a session may fall on, read once from the list that is shipped."""

import datetime as dt
from functools import cache

import yaml

from cpd.core import paths
from cpd.training.rules.sessions import Festival


@cache
def list_festivals() -> tuple[Festival, ...]:
    content = yaml.safe_load((paths.SEEDS / "training" / "festivals.yaml").read_text("utf-8"))
    return tuple(Festival(**one | {"dates": tuple(one["dates"])}) for one in content["festivals"])


def festivals_on(day: dt.date, ends_at: dt.time | None) -> tuple[str, ...]:
    """A sentence about each festival that a session on this day meets."""
    return tuple(filter(None, (festival.said_of(day, ends_at) for festival in list_festivals())))
