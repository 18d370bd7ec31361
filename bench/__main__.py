"""Make the cities, measure each in a process of its own, print the table."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg

from bench import cities
from talentsvc.embedded import provide_servers
from talentsvc.embedded.places import data_folder

SIZES = (5_000, 500_000)


def main() -> None:
    folder = data_folder() / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    sizes = tuple(int(size) for size in sys.argv[1:]) or SIZES
    with provide_servers(folder):
        found = {size: _measure(size, folder) for size in sizes}
    print(_table(found))


def _measure(size: int, folder: Path) -> dict:
    url = cities.ensure(size)
    pages = _run("pages", url, folder)
    eligibility = _run("eligibility", url, folder)
    # A copy takes the import, so that the next run finds the city as it was.
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS bench_import")
        connection.execute(f'CREATE DATABASE bench_import TEMPLATE "bench_{size}"')
    try:
        imports = _run("imports", cities.address_of("bench_import"), folder)
    finally:
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            connection.execute("DROP DATABASE bench_import")
    return {"pages": pages, "import": imports, "eligibility": eligibility}


def _run(what: str, url: str, folder: Path) -> dict:
    print(f"measuring {what} …", file=sys.stderr, flush=True)
    done = subprocess.run(
        [sys.executable, "-m", "bench.measure", what, str(folder)],
        cwd=cities.CHECKOUT,
        env={**os.environ, "DATABASE_URL": url, "TALENT_DATA": str(folder / "files")},
        check=True,
        stdout=subprocess.PIPE,
    )
    return json.loads(done.stdout)


def _table(found: dict[int, dict]) -> str:
    lines = [
        "| what | people | product | floor | ÷ floor | admin's list | admin ÷ product |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for size, result in found.items():
        for name, ways in result["pages"].items():
            floor = ways.get("floor") or ways.get("raw SQL")
            ours, admin = ways["product"]["median"], ways.get("admin")
            lines.append(
                f"| {name} | {size:,} | {ours:.1f} ms | {floor['median']:.1f} ms "
                f"({'page' if 'floor' in ways else 'raw SQL'}) "
                f"| {ours / floor['median']:.2f} "
                + (
                    f"| {admin['median']:.0f} ms | {admin['median'] / ours:.1f} |"
                    if admin
                    else "| | |"
                )
            )
        taken = result["import"]
        lines.append(
            f"| import of 50,000 rows | {size:,} | {taken['product']:.1f} s "
            f"| {taken['floor']:.1f} s (calamine, checks, COPY) "
            f"| {taken['product'] / taken['floor']:.2f} | | |"
        )
    lines += [
        "",
        "| people × 30 policies | engine | by hand, one SQL statement | ÷ by hand "
        "| row by row | row by row ÷ engine | one person | 1,000 changed people |",
        "|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for result in found.values():
        asked = result["eligibility"]
        lines.append(
            f"| {asked['people']:,} | {asked['engine'] / 1000:.2f} s "
            f"| {asked['by hand'] / 1000:.2f} s "
            f"| {asked['engine'] / asked['by hand']:.2f} "
            f"| {asked['loop'] / 1000:,.0f} s "
            f"| {asked['loop'] / asked['engine']:.0f} "
            f"| {asked['one person']:.1f} ms "
            f"| {asked['thousand']:.0f} ms asked, {asked['swept'] / 1000:.2f} s swept |"
        )
    small, large = min(found), max(found)
    if small != large:
        lines += ["", f"| what | {large:,} ÷ {small:,} people |", "|---|--:|"]
        for name in found[small]["pages"]:
            grown = (
                found[large]["pages"][name]["product"]["median"]
                / found[small]["pages"][name]["product"]["median"]
            )
            lines.append(f"| {name} | {grown:.2f} |")
        grown = found[large]["import"]["product"] / found[small]["import"]["product"]
        lines.append(f"| import of 50,000 rows | {grown:.2f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
