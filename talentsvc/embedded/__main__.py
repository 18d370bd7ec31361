"""``python -m talentsvc.embedded keep …``: see ``keeper``; ``… run``: see ``run``."""

import sys
from pathlib import Path

from talentsvc.embedded.keeper import keep


def main(arguments: list[str]) -> None:
    match arguments:
        case ["keep", kind, data, durability, report_fd]:
            keep(
                kind,
                Path(data),
                durable=durability == "durable",
                report_fd=int(report_fd),
            )
        case _:
            sys.exit("python -m talentsvc.embedded run")


main(sys.argv[1:])
