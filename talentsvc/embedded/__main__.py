"""``python -m talentsvc.embedded run`` is ``make run``; ``… url`` says where its servers are."""

import os
import sys

from talentsvc.embedded.errors import ServerError
from talentsvc.embedded.locks import is_held, read_state
from talentsvc.embedded.places import data_folder
from talentsvc.embedded.run import run
from talentsvc.embedded.servers import KINDS


def say_urls() -> None:
    """For psql, pg_dump and the like; carries the password, so for your eyes only."""
    for kind in KINDS.values():
        server = kind(data_folder())
        state = read_state(server.state)
        if not state or not is_held(server.lock("keeper")):
            raise ServerError(f"{server.title} is not running (make run).")
        print(f"{server.variable}={server.url(state['port'])}")


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talentsvc.settings")
commands = {("run",): run, ("url",): say_urls}
command = commands.get(tuple(sys.argv[1:]))
if command is None:
    sys.exit("python -m talentsvc.embedded run | url")
try:
    command()
except ServerError as error:
    sys.exit(str(error))
except KeyboardInterrupt:
    sys.exit("Stopped.")
