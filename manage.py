#!/usr/bin/env python
"""Django's command line; starts or joins the embedded servers when no URL names one."""

import os
import sys
from contextlib import nullcontext


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talentsvc.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed for this Python: use .venv/bin/python.")
    from talentsvc.embedded import ServerError, needs_servers, provide_servers

    try:
        with provide_servers() if needs_servers(sys.argv[1:]) else nullcontext():
            execute_from_command_line(sys.argv)
    except ServerError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
