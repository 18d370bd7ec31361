"""A database per size of city, made once and kept under var/bench."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

CHECKOUT = Path(__file__).resolve().parent.parent


def address_of(name: str) -> str:
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"/{name}"))


def ensure(people: int) -> str:
    """The URL of a database with ``people`` on the register, made if it is not there."""
    name = f"bench_{people}"
    url = address_of(name)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        known = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
            " WHERE datname = %s",
            [name],
        ).fetchone()
        if known and known[0] == _edition():
            return url
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    print(f"making a city of {people:,} people …", file=sys.stderr, flush=True)
    environment = {**os.environ, "DATABASE_URL": url}
    for command in (
        ["migrate", "--verbosity", "0"],
        ["demo_city", "--scale", str(people)],
    ):
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=CHECKOUT,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute(f"COMMENT ON DATABASE \"{name}\" IS '{_edition()}'")
    return url


def _edition() -> str:
    """Changes when a migration does, so that an old city is not measured."""
    return ",".join(
        f"{path.parent.parent.name}.{path.stem[:4]}"
        for path in sorted((CHECKOUT / "apps").glob("*/migrations/0*.py"))
    )
