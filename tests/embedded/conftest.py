"""Servers and services of these tests' own, never those of the suite around them."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from talentsvc.embedded.places import CHECKOUT, data_folder

HOLDER = """
import os, sys, time
from pathlib import Path
from talentsvc.embedded import ServerError, provide_servers
try:
    with provide_servers(Path(sys.argv[1]), durable=sys.argv[2] == "durable"):
        print(os.environ["DATABASE_URL"], os.environ["REDIS_URL"], flush=True)
        sys.stdin.read()
except ServerError as error:
    sys.exit(str(error))
"""
OURS = ("DATABASE_URL", "REDIS_URL", "TALENT_DATA", "DJANGO_SETTINGS_MODULE")


def environment(**more: str) -> dict[str, str]:
    """This process's environment without the addresses of the suite's servers."""
    clean = {name: value for name, value in os.environ.items() if name not in OURS}
    return clean | {"PYTHONPATH": str(CHECKOUT)} | more


@pytest.fixture
def no_addresses(monkeypatch) -> None:
    for name in OURS:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def template() -> Iterator[Path]:
    """A data folder whose servers ran once; copied, it saves each test the initdb."""
    path = data_folder() / "embedded" / "template"
    remove(path)
    path.mkdir(parents=True)
    Holder(path, "durable").let_go()
    yield path
    remove(path)


@pytest.fixture
def folder(request, template) -> Iterator[Callable[..., Path]]:
    """Makes data folders; afterwards nothing may run there, and they are removed."""
    made: list[Path] = []

    def make(name: str = "data", *, empty: bool = False) -> Path:
        path = template.parent / f"{request.node.name[:40]}-{name}"
        remove(path)
        made.append(path)
        if empty or (template / "outside").exists():
            path.mkdir()
        else:
            subprocess.run(["cp", "-a", template, path], check=True)
            shutil.rmtree(path / "log")
        return path

    yield make
    left = {path: processes_of(path) for path in made if not goes_down(path)}
    for path in made:
        remove(path)
    assert not left


def remove(path: Path) -> None:
    outside = path / "outside"
    # A copy's link leads to the data of its original.
    if outside.is_dir() and (outside / "owner").read_text().strip() == str(outside):
        shutil.rmtree(outside.resolve(), ignore_errors=True)
    shutil.rmtree(path, ignore_errors=True)


def processes_of(path: Path) -> list[str]:
    """Every process that was started for this data folder, or works in it."""
    found = []
    places = [str(path), str((path / "outside").resolve())]
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            said = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            cwd = str((entry / "cwd").readlink())
            data = (entry / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        mine = f"TALENT_DATA={path}".encode() in data
        if mine or any(place in said or place in cwd for place in places):
            found.append(f"{entry.name} {said}")
    return found


def goes_down(path: Path, seconds: float = 60) -> bool:
    return wait_for(lambda: not processes_of(path), seconds)


def wait_for(fact: Callable[[], bool], seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while not fact():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


class Holder:
    """Another process inside ``provide_servers`` until it is let go or killed."""

    def __init__(self, path: Path, durability: str = "fast", **popen) -> None:
        python = popen.pop("python", sys.executable)
        popen.setdefault("env", environment())
        self.process = subprocess.Popen(
            [python, "-c", HOLDER, str(path), durability],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=CHECKOUT,
            **popen,
        )
        line = self.process.stdout.readline().split()
        if len(line) != 2:
            raise AssertionError(self.process.communicate()[1])
        self.database, self.broker = line

    def let_go(self) -> None:
        self.process.communicate(timeout=60)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def hold() -> Iterator[Callable[..., Holder]]:
    holders: list[Holder] = []

    def holding(path: Path, *args, **popen) -> Holder:
        holders.append(Holder(path, *args, **popen))
        return holders[-1]

    yield holding
    for holder in holders:
        if holder.process.poll() is None:
            holder.let_go()


def keepers(path: Path) -> list[int]:
    return [
        int(line.split()[0])
        for line in processes_of(path)
        if "talentsvc.embedded.keeper" in line
    ]


def server_pid(path: Path, kind: str) -> int:
    home = next(
        each for each in (path / kind, path / "outside" / kind) if each.exists()
    )
    name = "data/postmaster.pid" if kind == "pg" else "server.pid"
    return int((home / name).read_text().split()[0])
