"""Joins the embedded servers of a data folder, or starts them for as long as needed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from talentsvc import env
from talentsvc.embedded.errors import ServerError
from talentsvc.embedded.keeper import READY_SECONDS, STOP_SECONDS
from talentsvc.embedded.locks import Lock, is_held, read_state
from talentsvc.embedded.logs import open_log
from talentsvc.embedded.places import CHECKOUT, data_folder
from talentsvc.embedded.servers import KINDS, Server

# Commands of manage.py that never ask a server anything.
SERVERLESS = {
    "collectstatic",
    "diffsettings",
    "findstatic",
    "help",
    "version",
    "--help",
    "-h",
    "--version",
}


def needs_servers(arguments: Sequence[str]) -> bool:
    """Whether ``manage.py <arguments>`` may talk to the database or the broker."""
    if not arguments or {"--help", "-h"}.intersection(arguments):
        return False
    if arguments[0] == "check":
        return "--database" in arguments
    return arguments[0] not in SERVERLESS


@contextmanager
def provide_servers(
    data: Path | None = None, *, durable: bool = True
) -> Iterator[list["Lease"]]:
    """Set DATABASE_URL and REDIS_URL for the block; servers that are named stay theirs.

    Several processes may be inside at once: the first starts the servers, the last one
    stops them.  Yields the leases; a child that inherits ``lease.fd`` is a user too.
    Raises ``ServerError`` with a sentence when a server cannot be had.
    """
    kinds = [kind for kind in KINDS.values() if not env.text(kind.variable)]
    if not kinds:
        yield []
        return
    data = (data or data_folder()).resolve()
    with ExitStack() as leave:
        leases = []
        for kind in kinds:
            lease = Lease(kind(prepared(data), durable=durable))
            leave.callback(lease.leave)
            leases.append(lease)
        for lease in leases:  # both start at the same time
            lease.await_ready()
            os.environ[lease.server.variable] = lease.url
            leave.callback(os.environ.pop, lease.server.variable, None)
        yield leases


def prepared(data: Path) -> Path:
    try:
        for folder, mode in (
            (data, 0o755),
            (data / "run", 0o700),
            (data / "log", 0o755),
        ):
            folder.mkdir(mode=mode, parents=True, exist_ok=True)
    except OSError as error:
        raise ServerError(
            f"No data folder: {error}. Set TALENT_DATA to a folder of your own."
        ) from error
    return data


class Lease:
    """One process's use of one server."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.owner = os.getpid()
        self.users = Lock(server.lock("users"))
        self.fd = self.users.fd
        self._start = Lock(server.lock("start"))
        self._keeper: subprocess.Popen | None = None
        self._report = -1
        self.begin()

    def begin(self) -> None:
        """Start the server if nobody keeps it; newcomers wait until ``await_ready``."""
        self._start.take()
        self.users.share()
        if not is_held(self.server.lock("keeper")):
            self._keeper, self._report = start_keeper(self.server)

    def await_ready(self) -> None:
        if self._report >= 0:
            with os.fdopen(self._report, encoding="utf-8") as report:
                self._report = -1
                problem = report.read().strip()
            if problem:
                self._keeper.wait()
                raise ServerError(problem)
        deadline = time.monotonic() + READY_SECONDS
        while "port" not in (state := read_state(self.server.state)):
            if time.monotonic() > deadline or not is_held(self.server.lock("keeper")):
                raise ServerError(
                    f"{self.server.title} does not answer, see {self.server.log.parent}."
                )
            time.sleep(0.05)
        self.url = self.server.url(state["port"])
        self._start.release()

    def is_kept(self) -> bool:
        """Whether the server's keeper lives; it alone may be missing after a kill."""
        if self._keeper:
            self._keeper.poll()
        return is_held(self.server.lock("keeper"))

    def leave(self) -> None:
        """The last one out stops the server and waits until it is down."""
        if os.getpid() != self.owner:  # a fork of a user is not the user
            return
        if self._report >= 0:
            os.close(self._report)
        self._start.take()
        self.users.release()
        if self.users.try_take():
            self._stop_keeper()
        self.users.close()
        self._start.close()

    def _stop_keeper(self) -> None:
        """Also a keeper that is only starting, and has not yet said who it is."""
        if self._keeper and self._keeper.poll() is None:
            self._keeper.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._keeper.wait(STOP_SECONDS + 15)
        kept = Lock(self.server.lock("keeper"))
        deadline = time.monotonic() + STOP_SECONDS + 15
        told = None
        while not kept.take_within(0.2):
            pid = read_state(self.server.state).get("keeper")
            if pid and pid != told:
                told = pid
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGTERM)
            if time.monotonic() > deadline:
                print(
                    f"{self.server.title} does not stop (keeper {pid}), "
                    f"see {self.server.log}.",
                    file=sys.stderr,
                )
                break
        kept.close()


def start_keeper(server: Server) -> tuple[subprocess.Popen, int]:
    report, write = os.pipe()
    command = [sys.executable, "-m", "talentsvc.embedded.keeper", server.name]
    command += [str(server.data), "durable" if server.durable else "fast", str(write)]
    with open_log(server.data / "log" / "keeper.log") as log:
        keeper = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=CHECKOUT,
            start_new_session=True,
            pass_fds=[write],
        )
    os.close(write)
    return keeper, report
