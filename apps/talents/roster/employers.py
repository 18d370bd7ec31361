"""Employers that a roster names and the register does not have yet."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import connection

from apps.talents import search
from apps.talents.choices import EmployerKind
from apps.talents.pinyin import read_name
from apps.talents.roster.matching import IN_SCOPE, Scope, find_employers, run

_KINDS = (
    (re.compile("大学|学院|职业技术学校$"), EmployerKind.UNIVERSITY),
    (re.compile("医院|卫生院|疾病预防"), EmployerKind.HOSPITAL),
    (re.compile("研究院|研究所|科学院"), EmployerKind.INSTITUTE),
    (re.compile("公司|集团|厂$|合作社|企业|事务所|银行"), EmployerKind.ENTERPRISE),
    (re.compile("人民政府|委员会|局$|管委会|法院|检察院"), EmployerKind.GOVERNMENT),
    (re.compile("中心|学校|中学|小学|幼儿园|站$|馆$|所$"), EmployerKind.PUBLIC),
)


def guess_employer_kind(name: str) -> EmployerKind:
    """By the name; (研究院) inside a company's brackets makes it no institute."""
    plain = re.sub(r"[(（][^)）]*[)）]", "", name)
    for pattern, kind in _KINDS:
        if pattern.search(plain):
            return kind
    return EmployerKind.OTHER


def ensure_employers(scope: Scope, *, at: datetime) -> list[int]:
    """Make the missing ones and point the file's employers at all; return the new ids.

    Only those whose people are about to be written.  Two imports that name the same
    new employer end with one: the loser's insert does nothing and finds the winner's.
    """
    _give_codes(scope)
    find_employers(scope)
    made: list[int] = []
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT DISTINCT ON (1)
                   CASE WHEN m.known_code = '' THEN 'k' || m.key
                        ELSE 'c' || m.known_code END,
                   m.name, m.key, m.known_code, m.region_id
            FROM talents_rosteremployer m
            WHERE m.roster_id = %(roster)s AND m.employer_id IS NULL AND EXISTS (
                SELECT 1 FROM talents_rosterstage s
                WHERE {IN_SCOPE} AND s.employer_key = m.key AND s.employer_code = m.code)
            ORDER BY 1, m.code DESC
            """,
            scope.params,
        )
        for _who, name, key, code, region in cursor.fetchall():
            made += _insert(cursor, name, key, code, region, at)
    find_employers(scope)
    _find_without_code(scope)
    return made


def _insert(cursor, name: str, key: str, code: str, region: str, at: datetime) -> list:
    reading = read_name(name)
    cursor.execute(
        """
        INSERT INTO talents_employer
            (name, name_en, key, uscc, kind, region_id, contact, pinyin, initials,
             sort_key, terms, created_at, updated_at)
        VALUES (%s, '', %s, %s, %s, %s, '', %s, %s, %s, %s::varchar[], %s, %s)
        ON CONFLICT DO NOTHING RETURNING id
        """,
        [
            name,
            key,
            code or None,
            guess_employer_kind(name).value,
            region,
            reading.full[:200],
            reading.initials[:60],
            reading.sort_key[:240],
            search.name_terms(name),
            at,
            at,
        ],
    )
    return [row[0] for row in cursor.fetchall()]


def _give_codes(scope: Scope) -> None:
    """An employer known by name alone gets the code that the file proves."""
    run(
        """
        UPDATE talents_employer e SET uscc = m.code
        FROM talents_rosteremployer m
        WHERE m.roster_id = %(roster)s AND m.code <> ''
          AND e.key = m.key AND e.uscc IS NULL
          AND NOT EXISTS (SELECT 1 FROM talents_employer o WHERE o.uscc = m.code)
          AND NOT EXISTS (SELECT 1 FROM talents_employer o
                          WHERE o.key = e.key AND o.id <> e.id)
          AND NOT EXISTS (SELECT 1 FROM talents_rosteremployer o
                          WHERE o.roster_id = m.roster_id AND o.id <> m.id
                            AND o.code <> '' AND (o.key = m.key OR o.code = m.code))
        """,
        scope,
    )


def _find_without_code(scope: Scope) -> None:
    """A name without a code among several of that name: the one without a code."""
    run(
        """
        UPDATE talents_rosteremployer m SET employer_id = e.id FROM talents_employer e
        WHERE m.roster_id = %(roster)s AND m.employer_id IS NULL AND m.known_code = ''
          AND e.key = m.key AND e.uscc IS NULL
        """,
        scope,
    )
