#!/usr/bin/env python
"""Django's command line; starts or joins the embedded servers when no URL names one."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talentsvc.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed for this Python: use .venv/bin/python.")
    from talentsvc.embedded import provide_servers

    with provide_servers():
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
