"""Every address, as nobody, as somebody without a duty and as each role.

``tests/every_url/<namespace>.json`` pins who gets what: per page, per status, the people.
Left out are 403 and the way to the sign-in page, so what is listed got through.  After a
deliberate change: ``UPDATE_EVERY_URL=1 pytest tests/test_every_url.py``, and read the diff.

Pages found later are walked without further ado.  Identifiers that do not exist fill
their parameters, so the answer is 404; ``tests/<app>/url_samples.py`` may give real ones:
``samples(people) -> {"app:page": {"pk": 1}}``.
"""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from apps.core import views as core_views
from apps.core.roles import STAFF_ROLES, Role
from tests.accounts.factories import OfficeFactory, RoleGrantFactory, UserFactory

PINNED = Path(__file__).parent / "every_url"
UPDATE = bool(os.environ.get("UPDATE_EVERY_URL"))
NOBODY, NO_DUTY = "nobody", "no_duty"
EVERYBODY = [NOBODY, NO_DUTY, *Role.values]
GROUPS = {
    "everybody": EVERYBODY,
    "signed in": EVERYBODY[1:],
    "staff": [role for role in Role.values if role in STAFF_ROLES],
}
# Tried in turn on a converter; nothing has these numbers.
NOT_THERE = [
    "999999999",
    "00000000-0000-0000-0000-000000000000",
    "2026-11-20",
    "T-2026-999999",
    "not-there",
]
# What a GET may answer.  405: an act; 400 and 422: a page that wants parameters.
ANSWERS = {200, 204, 302, 400, 403, 404, 405, 422}


def fitting(converter) -> object:
    """An identifier that nothing has; of a converter's own words the first one."""
    words = [*NOT_THERE, *converter.regex.split("|")]
    return converter.to_python(
        next(word for word in words if re.fullmatch(converter.regex, word))
    )


def every_page() -> dict[str, tuple[URLPattern, dict]]:
    """The named pages with parameters that fit their converters."""
    found: dict[str, tuple[URLPattern, dict]] = {}
    nameless = []

    def walk(patterns, namespace: str, inherited: dict) -> None:
        for pattern in patterns:
            converters = {**inherited, **pattern.pattern.converters}
            if isinstance(pattern, URLResolver):
                inner = ":".join(filter(None, (namespace, pattern.namespace)))
                walk(pattern.url_patterns, inner, converters)
            elif not pattern.name:
                nameless.append(str(pattern.pattern))
            else:
                found[f"{namespace}:{pattern.name}".strip(":")] = (
                    pattern,
                    {
                        name: fitting(converter)
                        for name, converter in converters.items()
                    },
                )

    walk(get_resolver().url_patterns, "", {})
    assert not nameless, f"give these addresses a name: {nameless}"
    return found


def pinned(page: str) -> Path:
    return PINNED / f"{page.split(':')[0] if ':' in page else 'site'}.json"


def load() -> dict[str, dict[int, list[str]]]:
    table = {}
    for path in sorted(PINNED.glob("*.json")):
        for page, answers in json.loads(path.read_text(encoding="utf-8")).items():
            table[page] = {
                int(status): GROUPS.get(names) or names.split()
                for status, names in answers.items()
            }
    return table


def in_short(people: list[str]) -> str:
    for name, group in GROUPS.items():
        if people == group:
            return name
    return " ".join(people)


@pytest.fixture
def people(db) -> dict[str, object]:
    """One person for each role at the city's office, and one without any duty.

    Where a duty reaches is tested by each app; here it reaches as far as it can.
    """
    office = OfficeFactory()
    found = {NO_DUTY: UserFactory(username="no-duty")}
    for role in Role.values:
        found[role] = UserFactory(username=role.replace("_", "-"))
        RoleGrantFactory(
            user=found[role], role=role, office=None if role == Role.TALENT else office
        )
    return found


def sample_parameters(people: dict) -> dict[str, dict]:
    found: dict[str, dict] = {}
    for app in settings.INSTALLED_APPS:
        name = f"tests.{app.rpartition('.')[2]}.url_samples"
        if app.startswith("apps.") and find_spec(name):
            found |= import_module(name).samples(people)
    return found


@pytest.fixture(scope="module")
def seen():
    """What was answered; written down at the end when asked to."""
    found: dict[str, dict] = defaultdict(lambda: defaultdict(list))
    yield found
    if not UPDATE or not found.pop("is_complete", None):
        return
    files: dict[Path, dict] = defaultdict(dict)
    for page in sorted(every_page()):
        files[pinned(page)][page] = {
            str(status): in_short(who) for status, who in sorted(found[page].items())
        }
    PINNED.mkdir(exist_ok=True)
    for stale in set(PINNED.glob("*.json")) - set(files):
        stale.unlink()
    for path, table in files.items():
        text = json.dumps(table, indent=1, ensure_ascii=False)
        path.write_text(text + "\n", encoding="utf-8")


@pytest.fixture
def plain_refusals(monkeypatch):
    """Two thousand refusals need not be drawn; tests/core looks at how they look."""

    def draw(_request, _template, _context=None, status=200):
        return HttpResponse(status=status)

    monkeypatch.setattr(core_views, "render", draw)


def test_who_gets_which_page(people, seen, plain_refusals):
    samples = sample_parameters(people)
    expected = load()
    wrong = []
    for who in EVERYBODY:
        client = Client(raise_request_exception=False)
        if who != NOBODY:
            client.force_login(
                people[who], backend=settings.AUTHENTICATION_BACKENDS[-1]
            )
        for page, (_pattern, parameters) in every_page().items():
            url = reverse(page, kwargs=parameters | samples.get(page, {}))
            with transaction.atomic():  # a broken page may break its transaction
                response = client.get(url)
                if response.status_code not in ANSWERS:
                    transaction.set_rollback(True)
            status = response.status_code
            if status not in ANSWERS:
                why = getattr(response, "exc_info", None)
                wrong.append(f"{who}: {url} answers {status}: {why and why[1]!r}")
                continue
            is_through = status != 403 and not _is_sign_in(response)
            if is_through:
                seen[page][status].append(who)
            table = expected.get(page)
            if table is None:
                wrong.append(f"{page} is new: say who may see it (UPDATE_EVERY_URL=1)")
                continue
            allowed = next((s for s, names in table.items() if who in names), None)
            if allowed != (status if is_through else None):
                wrong.append(f"{page}: {who} gets {status}, pinned is {allowed}")
    seen["is_complete"] = True
    broken = [line for line in wrong if " answers " in line]
    assert not (broken if UPDATE else wrong), "\n".join(dict.fromkeys(wrong))


def _is_sign_in(response: HttpResponse) -> bool:
    login = reverse(settings.LOGIN_URL)
    return response.status_code == 302 and response["Location"].startswith(f"{login}?")


def test_every_view_says_who_may_open_it():
    silent = [
        page
        for page, (pattern, _parameters) in every_page().items()
        if not hasattr(pattern.callback, "allowed_roles")
    ]
    assert not silent


def test_the_table_names_no_page_that_is_gone():
    assert set(load()) <= set(every_page())


def test_open_to_the_world_are_these_and_no_others():
    """Sign-in, language, health: whatever is added here is a decision."""
    through = {
        page
        for page, table in load().items()
        if any(NOBODY in names for names in table.values())
    }
    assert through == {
        "accounts:login",
        "accounts:language",
        "core:healthz",
        "core:readyz",
        # What is shown to the public, while it runs, and where to object.
        "public:notices",
        "public:notice",
        "public:objection",
        # Whoever has a code opens an account.
        "portal:activate",
    }
