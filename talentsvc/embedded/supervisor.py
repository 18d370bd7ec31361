"""Runs children side by side: restarts what crashes, lets them finish when told to stop.

Each child leads a session of its own, so Ctrl-C reaches only the supervisor, which
sends SIGTERM to the child itself and not to the processes under it: a worker lets its
running task finish.  A supervisor that is killed takes its children along
(PR_SET_PDEATHSIG asks them to stop in the same way).
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from talentsvc.embedded.logs import open_log, tail
from talentsvc.embedded.processes import Signals, die_with_parent

GRACE_SECONDS = 30
LONGEST_PAUSE = 30
# `make`, a terminal and a service manager may each pass the same signal on.
SAME_SIGNAL_SECONDS = 1
STEADY_SECONDS = 60  # who lived that long did not crash at the start


@dataclass
class Child:
    name: str
    command: list[str]
    log: Path
    process: subprocess.Popen | None = None
    started: float = 0
    pause: float = 1
    next_start: float = 0
    pass_fds: Sequence[int] = field(default=())

    def start(self) -> None:
        with open_log(self.log) as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
                pass_fds=self.pass_fds,
            )
        self.started = time.monotonic()

    def tend(self, say: Callable[[str], None]) -> None:
        """Notice an end, and start again after a pause that doubles each time."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.next_start:
                self.start()
        elif (code := self.process.poll()) is not None:
            self.sweep()
            self.process = None
            self.pause = 1 if now - self.started > STEADY_SECONDS else self.pause
            self.next_start = now + self.pause
            say(f"{self.name} ended ({code}), starts again in {self.pause:.0f} s:")
            say(tail(self.log))
            self.pause = min(self.pause * 2, LONGEST_PAUSE)

    def end(self, number: signal.Signals) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)

    def sweep(self) -> None:
        """Nothing of its session may stay, whatever became of the child."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def supervise(
    children: list[Child], *, say: Callable[[str], None], tick: Callable[[], None]
) -> None:
    """Until SIGINT or SIGTERM.  ``tick`` is called about twice a second."""
    signals = Signals(signal.SIGINT, signal.SIGTERM)
    try:
        for child in children:
            child.start()
        while not signals.within(0.5):
            for child in children:
                child.tend(say)
            tick()
        say("Stopping; running work finishes first (again to stop at once).")
        for child in children:
            child.end(signal.SIGTERM)
        told = time.monotonic()
        while _running(children) and time.monotonic() < told + GRACE_SECONDS:
            if signals.within(0.1) and time.monotonic() > told + SAME_SIGNAL_SECONDS:
                break
        for child in _running(children):
            say(f"{child.name} did not stop in time and is killed.")
    finally:
        for child in children:
            child.sweep()


def _running(children: list[Child]) -> list[Child]:
    return [
        child for child in children if child.process and child.process.poll() is None
    ]
