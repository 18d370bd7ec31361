"""Which app may import which.  Counts imports inside functions too."""

import ast
from pathlib import Path

import pytest

# Lowest first.  An app imports only from rows above its own; one row = siblings.
LAYERS = [
    {"core"},
    {"audit"},
    {"accounts"},
    {"workdays", "notifications", "jobs", "documents"},
    {"talents"},
    {"commissioners", "policies"},
    {"funds"},
    {"applications"},
    {"cases", "subsidies", "housing"},
    {"experts", "recruitment"},
    {"portal", "reports"},
]
RANK = {app: rank for rank, row in enumerate(LAYERS) for app in row}
APPS = Path(__file__).resolve().parents[1] / "apps"


def app_imports():
    for path in sorted(APPS.rglob("*.py")):
        app = path.relative_to(APPS).parts[0]
        if app == "__init__.py" or "migrations" in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        typing_only = {
            id(inner)
            for node in ast.walk(tree)
            if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
            for inner in ast.walk(node)
        }
        for node in ast.walk(tree):
            names = []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            for name in names:
                parts = name.split(".")
                if (
                    parts[0] == "apps"
                    and parts[1] != app
                    and id(node) not in typing_only
                ):
                    yield path.relative_to(APPS), node.lineno, app, parts[1]


def test_every_app_has_a_layer():
    found = {p.parent.name for p in APPS.glob("*/__init__.py")}
    assert found <= RANK.keys(), found - RANK.keys()


def test_imports_go_down():
    upwards = [
        f"{path}:{line}: {app} may not import {imported}"
        for path, line, app, imported in app_imports()
        if RANK[imported] >= RANK[app]
    ]
    assert not upwards


def test_the_guard_sees_the_imports_it_guards():
    assert any(
        (app, imported) == ("accounts", "core")
        for _path, _line, app, imported in app_imports()
    )


@pytest.mark.parametrize("word", ["TODO", "FIXME", "XXX", "NotImplementedError"])
def test_nothing_is_left_unfinished_by_its_own_words(word):
    left = [
        f"{path.relative_to(APPS)}:{number}"
        for path in sorted(APPS.rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if word in line
    ]
    assert not left
