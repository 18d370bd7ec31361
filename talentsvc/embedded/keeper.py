"""The process that owns one server: starts it, restarts it, stops it after its last user.

Each process that uses the server shares the lock ``users``; the kernel lets a lock go
when its holder dies, so a ``kill -9`` of everybody still ends in a clean stop here.
Should the keeper itself be killed, the kernel stops the server (PR_SET_PDEATHSIG), and
where it cannot, the next keeper finds the server by its process number and stops it.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from talentsvc.embedded import ports
from talentsvc.embedded.errors import ServerError
from talentsvc.embedded.locks import Lock, read_state, write_private
from talentsvc.embedded.logs import open_log, tail
from talentsvc.embedded.processes import (
    Signals,
    die_with_parent,
    gone_within,
    is_alive,
    works_in,
)
from talentsvc.embedded.servers import KINDS, Server

READY_SECONDS = 120  # recovery after a crash may take a while
STOP_SECONDS = 30


def keep(kind: str, data: Path, *, durable: bool, report_fd: int) -> None:
    """Serve until told to stop or until nobody is left; ``report_fd`` hears the start."""
    server = KINDS[kind](data, durable=durable)
    signals = Signals(signal.SIGTERM, ignored=(signal.SIGINT, signal.SIGHUP))
    with os.fdopen(report_fd, "w", encoding="utf-8") as report:
        lock = Lock(server.lock("keeper"))
        if not lock.take_within(2):  # somebody may just be asking whether it is held
            report.write("another keeper is there already\n")
            return
        try:
            server.state.unlink(missing_ok=True)
            server.prepare()
            _stop_left_behind(server)
            process, port = _start(server)
        except (ServerError, OSError) as error:
            report.write(f"{server.title}: {error}\n")
            return
        _write_state(server, port)
    pause = 1.0
    while not signals.within(1.0):
        if process.poll() is not None:
            print(
                f"{server.title} ended ({process.returncode}); starting again",
                flush=True,
            )
            time.sleep(pause)
            pause = min(pause * 2, 30)
            _stop_left_behind(server)
            process, port = _start(server)
            _write_state(server, port)
        elif _nobody_left(server):
            break
    server.state.unlink(missing_ok=True)
    _stop(server, process)


def _nobody_left(server: Server) -> bool:
    """True with both locks kept, so that newcomers wait until the server is down."""
    start, users = Lock(server.lock("start")), Lock(server.lock("users"))
    if start.try_take() and users.try_take():
        return True
    start.close()
    users.close()
    return False


def _write_state(server: Server, port: int) -> None:
    state = {"port": port, "keeper": os.getpid()}
    write_private(server.state, json.dumps(state))


def _start(server: Server) -> tuple[subprocess.Popen, int]:
    remembered = read_state(server.port_file).get("port")
    for attempt in range(4):
        port = ports.choose(remembered)
        process = _launch(server, port)
        deadline = time.monotonic() + READY_SECONDS
        while process.poll() is None:
            if server.is_ready(port, process.pid):
                write_private(server.port_file, json.dumps({"port": port}))
                return process, port
            if time.monotonic() > deadline:
                _stop(server, process)
                raise ServerError(
                    f"not ready after {READY_SECONDS} s, see {server.log}"
                )
            time.sleep(0.02)
        # The port went to somebody else meanwhile, or remains of a killed server are
        # just going: both pass.
        time.sleep(0.3 * (attempt + 1))
    raise ServerError(f"does not start:\n{tail(server.log)}")


def _launch(server: Server, port: int) -> subprocess.Popen:
    text = server.stdin(port)
    with open_log(server.log) as log:
        process = subprocess.Popen(
            server.command(port),
            stdin=subprocess.PIPE if text else subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=server.environment,
            start_new_session=True,
            preexec_fn=die_with_parent(server.stop_signal),
            **(server.account.popen if server.account else {}),
        )
    if text:
        process.stdin.write(text.encode())
        process.stdin.close()
    return process


def _stop(server: Server, process: subprocess.Popen) -> None:
    process.send_signal(server.stop_signal)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.send_signal(server.last_signal)
        process.wait()


def _stop_left_behind(server: Server) -> None:
    """Ends a server that outlived its keeper; forgets a number that is somebody else's."""
    pid = server.left_behind()
    if pid is None:
        return
    if is_alive(pid) and works_in(pid, server.folder):
        for number, seconds in (
            (server.stop_signal, STOP_SECONDS),
            (server.last_signal, 10),
        ):
            os.kill(pid, number)
            if gone_within(pid, seconds):
                break
        else:
            raise ServerError(
                f"an earlier server still runs as process {pid} and does not stop"
            )
    server.pid_file.unlink(missing_ok=True)


def main(kind: str, data: str, durability: str, report_fd: str) -> None:
    keep(
        kind,
        Path(data),
        durable=durability == "durable",
        report_fd=int(report_fd),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
