"""What the supervisor and the keepers need to know about processes."""

import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class Signals:
    """Waits for signals without missing one; the end of a child only wakes it."""

    def __init__(self, *wanted: signal.Signals, ignored=()) -> None:
        self._wanted = set(wanted)
        self._read, write = os.pipe()
        os.set_blocking(self._read, False)
        os.set_blocking(write, False)
        signal.set_wakeup_fd(write)
        for number in (*wanted, signal.SIGCHLD):
            signal.signal(number, lambda *_: None)
        for number in ignored:
            signal.signal(number, signal.SIG_IGN)

    def within(self, seconds: float) -> bool:
        """Whether a wanted signal came; returns early when a child ends."""
        readable, _, _ = select.select([self._read], [], [], seconds)
        return bool(readable) and bool(
            self._wanted.intersection(os.read(self._read, 4096))
        )


def die_with_parent(number: signal.Signals) -> Callable[[], None]:
    """A ``preexec_fn``: the kernel sends the child ``number`` when its parent dies."""
    parent = os.getpid()

    def ask() -> None:
        if _libc is None:
            return
        _libc.prctl(PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:  # it died before we asked
            os.kill(os.getpid(), number)

    return ask


def is_alive(pid: int) -> bool:
    """Whether a process with this number runs; one that only waits to be reaped does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return True
    return stat.rpartition(")")[2].split()[0] not in "ZX"


def works_in(pid: int, folder: Path) -> bool:
    """Whether the process is the server of ``folder`` (numbers are given out again)."""
    try:
        return Path(f"/proc/{pid}/cwd").samefile(folder)
    except OSError:
        if sys.platform == "linux":
            return False
    listed = subprocess.run(
        ["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True
    )
    return str(folder) in listed.stdout


def gone_within(pid: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while is_alive(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
