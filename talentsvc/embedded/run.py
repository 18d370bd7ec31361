"""``make run``: servers, schema, demonstration city, then web, worker and scheduler."""

import json
import os
import signal
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from django.conf import settings

from talentsvc import env, health
from talentsvc.embedded import assets, ports
from talentsvc.embedded.errors import ServerError
from talentsvc.embedded.locks import Lock, read_state, write_private
from talentsvc.embedded.places import data_folder
from talentsvc.embedded.processes import is_alive
from talentsvc.embedded.provide import Lease, prepared, provide_servers
from talentsvc.embedded.supervisor import GRACE_SECONDS, Child, supervise

# A server that listens everywhere is reached here.
REACHED_AT = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


def say(text: str) -> None:
    print(text, flush=True)


def run() -> None:
    data = prepared(data_folder())
    host = env.text("HOST") or "127.0.0.1"
    port = env.number("PORT", 8000)
    state = data / "run" / "run.json"
    with ExitStack() as leave:
        before = _only_one(leave, data, state)
        mine = {"pid": os.getpid(), "address": _address(host, port)}
        write_private(state, json.dumps(mine))
        leave.callback(state.unlink, missing_ok=True)
        _await_port(host, port, before)
        signal.signal(signal.SIGTERM, _interrupt)
        os.environ.setdefault("TALENT_BASE_URL", _address(host, port).rstrip("/"))
        say("Starting the servers …")
        leases = leave.enter_context(provide_servers())
        _prepare_application()
        ready = Ready(host, port, data)
        supervise(
            _children(host, port, data, leases),
            say=say,
            tick=lambda: (ready.tick(), _heal(leases)),
        )
    say("Stopped.")


def _interrupt(*_signal) -> None:
    raise KeyboardInterrupt


def _only_one(leave: ExitStack, data: Path, state: Path) -> dict:
    """What an earlier run that was killed left written."""
    lock = Lock(data / "run" / "run.lock")
    leave.callback(lock.close)
    if not lock.try_take():
        running = read_state(state)
        raise ServerError(
            f"It runs already: {running.get('address', 'just starting')} "
            f"(process {running.get('pid', 'unknown')}, data in {data})."
        )
    return read_state(state)


def _await_port(host: str, port: int, before: dict) -> None:
    """Only a web process of an earlier run that was killed is waited for."""
    leftover = before and not is_alive(before["pid"])
    deadline = time.monotonic() + (GRACE_SECONDS if leftover else 0)
    while not ports.is_free(port, host):
        if time.monotonic() >= deadline:
            raise ServerError(
                f"Port {port} on {host} is taken by another program. "
                f"Stop it, or choose another port: make run PORT={port + 1}"
            )
        time.sleep(0.2)


def _prepare_application() -> None:
    assets.step("scripts/messages.py", "--compile")
    say("Bringing the database up to date …")
    assets.step("manage.py", "migrate", "--no-input", "--verbosity=0")
    say("Collecting style sheets and scripts …")
    assets.collect(Path(settings.STATIC_ROOT))
    wanted = env.flag("TALENT_DEMO", default=not settings.IN_PRODUCTION)
    if wanted:
        say("Loading the demonstration city, if nothing is there yet …")
        assets.step("manage.py", "demo_city", "--if-empty")


def _children(host: str, port: int, data: Path, leases: list[Lease]) -> list[Child]:
    python = [sys.executable, "-m"]
    gunicorn = [*python, "gunicorn", "talentsvc.wsgi:application"]
    celery = [*python, "celery", "--app=talentsvc", "--quiet"]
    where = f"--bind={_bracketed(host)}:{port}"
    size = ["--worker-class=gthread", "--workers=2", "--threads=4"]
    log = ["--access-logfile=-", "--no-control-socket"]
    alone = ["--without-gossip", "--without-mingle"]
    commands = {
        "web": [*gunicorn, where, *size, "--timeout=60", *log],
        "worker": [*celery, "worker", "--concurrency=2", "--loglevel=INFO", *alone],
        "beat": [*celery, "beat", "--pidfile=", "--loglevel=INFO"],
    }
    return [
        Child(
            name,
            command,
            data / "log" / f"{name}.log",
            # While one of them finishes its work, the servers stay.
            pass_fds=[lease.fd for lease in leases],
        )
        for name, command in commands.items()
    ]


def _heal(leases: list[Lease]) -> None:
    for lease in leases:
        if not lease.is_kept():
            say(f"{lease.server.title} lost its keeper; starting again.")
            lease.begin()
            lease.await_ready()


def _address(host: str, port: int) -> str:
    return f"http://{_bracketed(REACHED_AT.get(host, host))}:{port}/"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


class Ready:
    """Says once where to go, as soon as the service answers."""

    def __init__(self, host: str, port: int, data: Path) -> None:
        self.host = REACHED_AT.get(host, host)
        self.port = port
        self.address = _address(host, port)
        self.data = data
        self.said = False

    def tick(self) -> None:
        if not self.said and health.answers("/readyz", host=self.host, port=self.port):
            self.said = True
            say(self._welcome())

    def _welcome(self) -> str:
        lines = ["", f"  {self.address}", ""]
        if settings.DEMO_PASSWORD:
            lines += [
                f"  Demonstration accounts, password {settings.DEMO_PASSWORD}:",
                "    commissioner  district  city  approver  maker  checker  housing",
                "    liaison  leader  handler  auditor  sysadmin  secadmin  auditadmin",
                "    talent        (and each with a 2 behind it, in another district)",
                "",
            ]
        return "\n".join(
            [*lines, f"  Logs in {self.data / 'log'}. Ctrl-C stops it.", ""]
        )
