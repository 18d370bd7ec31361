"""``python -m talentsvc.embedded run``, which is ``make run``."""

import os
import sys

from talentsvc.embedded.errors import ServerError
from talentsvc.embedded.run import run

if sys.argv[1:] != ["run"]:
    sys.exit("python -m talentsvc.embedded run")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talentsvc.settings")
try:
    run()
except ServerError as error:
    sys.exit(str(error))
except KeyboardInterrupt:
    sys.exit("Stopped.")
