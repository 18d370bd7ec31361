"""Registry list, search and talent page in one process, each beside its floors."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test import Client

from apps.accounts.models import User
from apps.talents.models import Talent
from apps.talents.search import tail_term
from bench.timing import Timing, in_turn

ROUNDS = 40
ADMIN_ROUNDS = 8  # half a million rows take the admin seconds a page


def measure() -> dict[str, dict[str, Timing]]:
    client = Client()
    client.force_login(User.objects.get(username="city"))
    return {
        "list": _list(client),
        **_searches(client),
        "talent page": _person(client),
    }


def _get(client: Client, url: str, **params: str) -> None:
    response = client.get(url, params)
    if response.status_code != 200:
        raise RuntimeError(f"{url} {params}: {response.status_code}")


def _list(client: Client) -> dict[str, Timing]:
    pages = {
        "product": lambda _n: _get(client, "/talents/"),
        "floor": lambda _n: _get(client, "/bench/list/"),
    }
    admin = {"admin": lambda _n: _get(client, "/bench/admin/talents/talent/")}
    return {
        **in_turn(pages, rounds=ROUNDS),
        **in_turn(admin, rounds=ADMIN_ROUNDS, warm_up=1),
    }


def _person(client: Client) -> dict[str, Timing]:
    numbers = list(
        Talent.objects.order_by("pk").values_list("number", flat=True)[: ROUNDS + 3]
    )
    pages = {
        "product": lambda n: _get(client, f"/talents/{numbers[n]}/"),
        "floor": lambda n: _get(client, f"/bench/person/{numbers[n]}/"),
    }
    return in_turn(pages, rounds=ROUNDS)


_COLUMNS = "id, number, name, employer_id, region_id, category, education, status"
_RAW = (
    f"SELECT {_COLUMNS} FROM talents_talent WHERE {{}} ORDER BY sort_key, id LIMIT 26"
)
_COUNT = "SELECT count(*) FROM talents_talent WHERE {}"


def _raw(where: str, value: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_RAW.format(where), [value])
        cursor.fetchall()
        cursor.execute(_COUNT.format(where), [value])
        cursor.fetchone()


def _searches(client: Client) -> dict[str, dict[str, Timing]]:
    """Five ways of asking, each with other words in each round."""
    sample = list(
        Talent.objects.filter(nationality="CN", employer__isnull=False)
        .select_related("employer")
        .order_by("pk")[100 : 100 + (ROUNDS + 3) * 7 : 7]
    )
    kinds: dict[str, tuple[Callable[[Talent], str], str, Callable[[str], object]]] = {
        "two characters of a name": (
            lambda t: t.name[:2],
            "terms @> ARRAY[%s]::varchar[]",
            lambda q: q,
        ),
        "full pinyin": (lambda t: t.pinyin, "pinyin LIKE %s", lambda q: q + "%"),
        "initials": (lambda t: t.initials, "initials LIKE %s", lambda q: q + "%"),
        "number tail": (
            lambda t: t.number[-4:],
            "terms @> ARRAY[%s]::varchar[]",
            tail_term,
        ),
        "employer": (
            lambda t: t.employer.name[:4],
            "employer_id IN (SELECT id FROM talents_employer WHERE name LIKE %s)",
            lambda q: f"%{q}%",
        ),
    }
    found = {}
    for kind, (word, where, value) in kinds.items():
        words = [word(talent) for talent in sample]
        pages = {
            "product": lambda n, w=words: _get(client, "/talents/", q=w[n]),
            "raw SQL": lambda n, w=words, sql=where, v=value: _raw(sql, v(w[n])),
        }
        admin = {
            "admin": lambda n, w=words: _get(
                client, "/bench/admin/talents/talent/", q=w[n]
            )
        }
        found[f"search, {kind}"] = {
            **in_turn(pages, rounds=ROUNDS),
            **in_turn(admin, rounds=ADMIN_ROUNDS, warm_up=1),
        }
    return found
