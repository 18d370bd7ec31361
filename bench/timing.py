"""Measure several ways of doing one thing in turn, so that a slow minute slows them all."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    """Milliseconds of one way: median and the fastest."""

    median: float
    fastest: float


def in_turn(
    ways: dict[str, Callable[[int], object]], *, rounds: int, warm_up: int = 3
) -> dict[str, Timing]:
    """Run each way once per round, A B C A B C …; a way gets the round's number."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(-warm_up, rounds):
        for name, way in ways.items():
            gc.collect(0)
            start = time.perf_counter()
            way(number)
            elapsed = (time.perf_counter() - start) * 1000
            if number >= 0:
                taken[name].append(elapsed)
    return {
        name: Timing(statistics.median(times), min(times))
        for name, times in taken.items()
    }


def once(way: Callable[[], object]) -> float:
    """Seconds of one run, for work of many seconds."""
    gc.collect()
    start = time.perf_counter()
    way()
    return time.perf_counter() - start
