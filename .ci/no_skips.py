"""Fails when a race or a browser test was skipped, or when none of a kind ran at all.

Reads pytest's JUnit files; tests/conftest.py writes each test's markers into them.
"""

import sys
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

NEEDED = ("race", "browser")


def main(paths: list[str]) -> int:
    problems = []
    for path in map(Path, paths):
        if not path.exists():
            problems.append(f"{path.stem}: no results")
            continue
        ran, skipped = Counter(), 0
        for case in ET.parse(path).iter("testcase"):
            kinds = {
                each.get("value")
                for each in case.iter("property")
                if each.get("name") == "marker"
            }
            reason = case.find("skipped")
            if reason is None:
                ran.update(kinds)
                ran["any"] += 1
                continue
            skipped += 1
            name = f"{case.get('classname')}.{case.get('name')}"
            print(f"{path.stem}: skipped {name}: {reason.get('message')}")
            if kinds.intersection(NEEDED):
                problems.append(f"{path.stem}: {name} may not be skipped")
        counts = ", ".join(f"{ran[kind]} {kind}" for kind in NEEDED)
        print(f"{path.stem}: {ran['any']} ran ({counts}), {skipped} skipped")
        problems += [
            f"{path.stem}: no {kind} test ran" for kind in NEEDED if not ran[kind]
        ]
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
