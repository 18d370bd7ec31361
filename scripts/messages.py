#!/usr/bin/env python
"""Message catalogues without the gettext programs.

    scripts/messages.py [app …]           update, compile, list what is missing
    scripts/messages.py --check [app …]   change nothing; fail on what is stale or missing
    scripts/messages.py --compile         only compile (`make run` and the tests do it)

One catalogue per app, ``locale/<app>/zh_Hans/LC_MESSAGES/django.po``, holds the messages
of ``apps/<app>/`` and ``templates/<app>/``; ``locale/site/`` those of ``talentsvc/`` and
of every other template.  Message ids are plain English and are what English readers see,
so English has no catalogue.  Django puts all catalogues into one: a message may stand in
several, but with one translation.
"""

import os
import re
import sys
from collections.abc import Collection, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "zh_Hans"
SITE = "site"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# Dates and tools in the header would change the file without a change of meaning.
HEADER_NOISE = re.compile(
    rb'^"(?:POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|'
    rb"Generated-By|Project-Id-Version|Report-Msgid-Bugs-To):.*\n",
    re.MULTILINE,
)
CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
PLACEHOLDER = re.compile(r"%\(\w+\)[-+ 0#]*\d*(?:\.\d+)?[a-z]|%[sd]|\{\w*\}")

Key = tuple[str, str]  # context, message id


def catalogue_path(name: str) -> Path:
    return ROOT / "locale" / name / LANGUAGE / "LC_MESSAGES" / "django.po"


def sources() -> dict[str, list[Path]]:
    """The files of each catalogue."""
    apps = {path.parent.name for path in ROOT.glob("apps/*/__init__.py")}
    found: dict[str, list[Path]] = {name: [] for name in sorted(apps | {SITE})}
    for path in sorted(ROOT.glob("apps/*/**/*.py")):
        parts = path.relative_to(ROOT).parts
        if "migrations" not in parts:
            found[parts[1]].append(path)
    found[SITE] += sorted(ROOT.glob("talentsvc/**/*.py"))
    for path in sorted(ROOT.glob("templates/**/*")):
        if path.suffix in {".html", ".txt"}:
            folder = path.relative_to(ROOT).parts[1]
            found[folder if folder in apps else SITE].append(path)
    return found


def messages_in(path: Path) -> Iterator[tuple[str | tuple, str | None, list[str]]]:
    """Message id (singular and plural), context and remarks, in the file's order."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Everything but the messages is blanked out; what remains reads as Python.
        lines = templatize(text, origin=str(path)).splitlines()
        text = "\n".join(line.strip() for line in lines)
    found = extract(
        "python", BytesIO(text.encode()), KEYWORDS, comment_tags=["Translators:"]
    )
    for _line, message, comments, context in found:
        yield message, context, comments


def extracted(paths: list[Path]) -> Catalog:
    catalog = Catalog(locale=LANGUAGE, charset="utf-8", header_comment="", fuzzy=False)
    for path in paths:
        for message, context, comments in messages_in(path):
            place = (path.relative_to(ROOT).as_posix(), 0)
            catalog.add(
                message, locations=[place], auto_comments=comments, context=context
            )
    return catalog


def read(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale=LANGUAGE)
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def key(message: Message) -> Key:
    first = message.id if isinstance(message.id, str) else message.id[0]
    return message.context or "", first


def entries(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def forms(message: Message) -> list[str]:
    """The translations, one for each plural form."""
    if isinstance(message.string, str):
        return [message.string]
    return [text or "" for text in message.string or [""]]


def is_translated(message: Message) -> bool:
    return all(forms(message)) and not message.fuzzy


def translations() -> dict[str, dict[Key, Message]]:
    """What the catalogues on disk say now."""
    return {
        name: {key(message): message for message in entries(read(catalogue_path(name)))}
        for name in sources()
    }


def updated() -> dict[str, Catalog]:
    """The catalogues as they should be: this source, with the translations we have."""
    known = translations()
    anywhere = {
        each: message
        for catalogue in known.values()
        for each, message in catalogue.items()
        if is_translated(message)
    }
    result = {}
    for name, paths in sources().items():
        catalog = extracted(paths)
        for message in entries(catalog):
            each = key(message)
            old = known[name].get(each)
            if old is None or not any(forms(old)):
                old = anywhere.get(each)
            if old is None:
                continue
            text = forms(old)[0]
            message.string = text if isinstance(message.id, str) else (text,)
            message.user_comments = old.user_comments
            if old.fuzzy:
                message.flags.add("fuzzy")
        result[name] = catalog
    return result


def rendered(catalog: Catalog) -> bytes:
    """The file's text: sorted, unwrapped, without dates; empty when nothing is in it."""
    if not any(entries(catalog)):
        return b""
    out = BytesIO()
    write_po(
        out, catalog, width=0, sort_output=True, include_lineno=False, omit_header=False
    )
    return HEADER_NOISE.sub(b"", out.getvalue()).lstrip(b"#\n")


def update(names: Collection[str]) -> None:
    for name, catalog in updated().items():
        if name not in names:
            continue
        path, text = catalogue_path(name), rendered(catalog)
        if not text:
            path.unlink(missing_ok=True)
        elif not path.exists() or path.read_bytes() != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)


def compile_all() -> None:
    """Write the .mo beside every .po that is newer."""
    for path in sorted(ROOT.glob("locale/*/*/LC_MESSAGES/django.po")):
        compiled = path.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime_ns > path.stat().st_mtime_ns:
            continue
        half = compiled.with_suffix(f".mo.{os.getpid()}")
        with half.open("wb") as file:
            write_mo(file, read(path))
        half.replace(compiled)


def problems(names: Collection[str]) -> Iterator[str]:
    """Everything that keeps these catalogues from being complete and right."""
    said: dict[Key, tuple[str, str]] = {}
    for name, catalog in updated().items():
        path = catalogue_path(name)
        shown = str(path.relative_to(ROOT))
        found = []
        if (path.read_bytes() if path.exists() else b"") != rendered(catalog):
            found.append("does not match the sources, run scripts/messages.py")
        for message in entries(catalog):
            found += _wrong(message)
            text = forms(message)[0]
            first, where = said.setdefault(key(message), (text, shown))
            if text and first and text != first:
                found.append(
                    f"{message.id!r} is {text!r} here and {first!r} in {where}; "
                    "give one of them a context (pgettext)"
                )
        if name in names:
            yield from (f"{shown}: {problem}" for problem in found)


def _wrong(message: Message) -> list[str]:
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    found = []
    if CHINESE.search("".join(ids)):
        found.append(f"Chinese in the message id {message.id!r}")
    if message.fuzzy:
        found.append(f"not settled (fuzzy): {message.id!r}")
    if not all(forms(message)):
        return [*found, f"not translated: {message.id!r}"]
    wanted = set(PLACEHOLDER.findall(ids[-1]))
    for text in forms(message):
        if set(PLACEHOLDER.findall(text)) != wanted:
            found.append(f"placeholders differ: {message.id!r} / {text!r}")
        if text.startswith("\n") != ids[0].startswith("\n"):
            found.append(f"line breaks at the edge differ: {message.id!r}")
    return found


def main(arguments: list[str]) -> None:
    names = [name for name in arguments if not name.startswith("-")]
    flags = [name for name in arguments if name.startswith("-")]
    if unknown := set(names) - set(sources()):
        sys.exit(f"No such app: {', '.join(sorted(unknown))}")
    match flags:
        case ["--compile"]:
            compile_all()
            return
        case []:
            update(names or sources())
            compile_all()
        case ["--check"]:
            pass
        case _:
            sys.exit(__doc__)
    found = list(problems(names or sources()))
    print("\n".join(found) or "All messages are translated.")
    sys.exit(1 if found and flags else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
