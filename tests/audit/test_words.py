"""The trail speaks: every action has words, in both languages."""

import ast
from pathlib import Path

from django.utils.translation import override

from apps.audit import actions
from apps.cases.models.events import EventKind
from apps.commissioners.models.handovers import HandOverStatus

APPS = Path(__file__).resolve().parents[2] / "apps"
# Put together from a choice: the choices stand for what is written.
BUILT = {
    'f"cases.case.{kind}"': [f"cases.case.{kind}" for kind in EventKind],
    **{
        f'f"{{what}}.{act}"': [
            f"talents.{thing}.{act}" for thing in ("scheme", "level")
        ]
        for act in ("set_up", "changed")
    },
    'f"commissioners.handover.{status}"': [
        f"commissioners.handover.{status}"
        for status in HandOverStatus
        if status != HandOverStatus.PENDING
    ],
}


def written() -> dict[str, str]:
    """Each code that some ``record(…)`` writes, with a place where it does."""
    found = {}
    for path in sorted(APPS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name != "record":
                continue
            for code in codes_in(node.args[0], path):
                found[code] = f"{path.relative_to(APPS)}:{node.lineno}"
    return found


def codes_in(argument: ast.expr, path: Path) -> list[str]:
    if isinstance(argument, ast.Constant):
        return [argument.value]
    if isinstance(argument, ast.IfExp):
        return [*codes_in(argument.body, path), *codes_in(argument.orelse, path)]
    if isinstance(argument, ast.JoinedStr):
        text = ast.unparse(argument).replace("'", '"')
        assert text in BUILT, f"{path}: say in BUILT what {text} may be"
        return BUILT[text]
    return []  # a name: its caller's constants are found where they stand


def test_every_action_has_words_of_its_own():
    codes = written()
    assert len(codes) > 100
    silent = {
        code: place for code, place in codes.items() if actions.label_of(code) == code
    }
    assert silent == {}


def test_an_action_reads_differently_in_the_two_languages():
    with override("en"):
        english = {code: actions.label_of(code) for code in written()}
    with override("zh-hans"):
        same = [
            code for code, label in english.items() if actions.label_of(code) == label
        ]
    assert same == []
