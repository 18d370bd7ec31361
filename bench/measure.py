"""Measure one city; its database is named by DATABASE_URL.  Prints one JSON object."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path


def main(what: str, folder: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django

    django.setup()
    if what == "pages":
        from bench import pages

        found = {
            name: {way: asdict(timing) for way, timing in ways.items()}
            for name, ways in pages.measure().items()
        }
    elif what == "eligibility":
        from bench import eligibility

        found = eligibility.measure()
    else:
        from bench import imports

        found = imports.measure(Path(folder))
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
