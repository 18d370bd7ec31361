"""The suite's own servers and data folder, apart from those of ``make run``.

Each run takes a slot of its own under ``var/test``, so that two runs in one checkout
do not meet.  A worker of xdist finds the addresses in its environment and only steps
aside into its own Redis database.
"""

import os
import shutil
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import redis

from talentsvc import env
from talentsvc.embedded import provide_servers
from talentsvc.embedded.locks import Lock
from talentsvc.embedded.places import data_folder

SLOTS = 16


def start(leave: ExitStack) -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker:
        number = int(worker.removeprefix("gw")) + 1
        os.environ["TALENT_DATA"] = str(data_folder() / worker)
        os.environ["REDIS_URL"] = _database(env.text("REDIS_URL"), number)
    else:
        os.environ["TALENT_DATA"] = str(_slot(leave))
        leave.enter_context(provide_servers(durable=False))
    for kept in ("files", "mail"):
        shutil.rmtree(data_folder() / kept, ignore_errors=True)
    (data_folder() / "static").mkdir(parents=True, exist_ok=True)
    with redis.Redis.from_url(env.text("REDIS_URL")) as broker:
        broker.flushdb()


def _slot(leave: ExitStack) -> Path:
    base = data_folder() / "test"
    for number in range(1, SLOTS + 1):
        folder = base / str(number)
        folder.mkdir(parents=True, exist_ok=True)
        lock = Lock(folder / "taken.lock")
        if lock.try_take():
            leave.callback(lock.close)
            return folder
        lock.close()
    raise RuntimeError(f"{SLOTS} test runs at once in one checkout")


def _database(url: str, number: int) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{number}"))
