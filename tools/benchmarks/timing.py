"""Doing a thing again and again, and how long it took."""

import math
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Timing:
    """The seconds that each of several turns took."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        """The time within which nineteen turns of twenty were done (nearest rank)."""
        return sorted(self.seconds)[math.ceil(0.95 * len(self.seconds)) - 1]


@dataclass(frozen=True)
class Effort:
    """How often to repeat: up to ``turns`` times, but not for longer than ``seconds`` once ``least`` turns are done."""

    turns: int
    seconds: float
    least: int = 3


def seconds_of(action: Callable[[], Any]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def repeat(action: Callable[[], Any], effort: Effort, warm: int = 0) -> Timing:
    """Time ``action`` by itself, after ``warm`` turns that do not count."""
    return alternate([action], effort, warm)[0]


def alternate(actions: list[Callable[[], Any]], effort: Effort, warm: int = 0) -> list[Timing]:
    """Time several actions in turn, A B A B …, so that whatever else the machine does falls on all of them alike."""
    for _ in range(warm):
        for action in actions:
            action()
    taken: list[list[float]] = [[] for _ in actions]
    start = time.perf_counter()
    for turn in range(effort.turns):
        if turn >= effort.least and time.perf_counter() - start > effort.seconds:
            break
        for action, seconds in zip(actions, taken, strict=True):
            seconds.append(seconds_of(action))
    return [Timing(tuple(seconds)) for seconds in taken]
