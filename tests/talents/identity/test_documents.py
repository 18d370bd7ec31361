from __future__ import annotations

from datetime import date

import pytest

from apps.talents.identity.documents import guess_kind, read_document
from apps.talents.identity.employer_code import read_employer_code
from apps.talents.identity.kinds import BadDocument, DocumentKind
from apps.talents.identity.regions import is_known_region, region_name
from apps.talents.identity.resident_id import InvalidNumber
from apps.talents.identity.travel import is_usual_passport
from tests.talents.identity.numbers import resident_number

TODAY = date(2026, 11, 22)
K = DocumentKind


@pytest.mark.parametrize(
    ("kind", "written", "number"),
    [
        (K.PASSPORT, "p33785765", "P33785765"),
        (K.PASSPORT, " E 2637-4217 ", "E26374217"),
        (K.PASSPORT, "Ｇ２２０１５８４２", "G22015842"),
        (K.HK_MACAU_PERMIT, "H12345678", "H12345678"),
        (K.HK_MACAU_PERMIT, "h1234567802", "H12345678"),
        (K.HK_MACAU_PERMIT, "M87654321", "M87654321"),
        (K.TAIWAN_PERMIT, "12345678", "12345678"),
        (K.TAIWAN_PERMIT, "1234567801（B）", "1234567801"),
        (K.FOREIGN_PERMANENT, "usa110085060112", "USA110085060112"),
    ],
)
def test_accepts_and_brings_into_one_form(kind, written, number):
    facts = read_document(kind, written, on=TODAY)
    assert (facts.kind, facts.number) == (kind, number)


@pytest.mark.parametrize(
    ("kind", "written", "reason"),
    [
        (K.PASSPORT, "", BadDocument.MISSING),
        (K.PASSPORT, "   ", BadDocument.MISSING),
        (K.PASSPORT, "PASSPORT", BadDocument.SHAPE),
        (K.PASSPORT, "P12", BadDocument.SHAPE),
        (K.PASSPORT, "护照12345678", BadDocument.SHAPE),
        (K.HK_MACAU_PERMIT, "X12345678", BadDocument.SHAPE),
        (K.HK_MACAU_PERMIT, "H1234567", BadDocument.SHAPE),
        (K.TAIWAN_PERMIT, "1234567", BadDocument.SHAPE),
        (K.FOREIGN_PERMANENT, "USA11008506011", BadDocument.SHAPE),
        (K.FOREIGN_PERMANENT, "91184019850601999", BadDocument.LENGTH),
        (K.RESIDENT_ID, "USA110085060112", BadDocument.LENGTH),
    ],
)
def test_refuses_with_the_reason(kind, written, reason):
    with pytest.raises(InvalidNumber) as caught:
        read_document(kind, written, on=TODAY)
    assert caught.value.reason == reason


def test_the_number_corrects_the_kind_that_was_written():
    permit = resident_number("830000", date(1990, 1, 1))
    assert read_document(K.RESIDENT_ID, permit, on=TODAY).kind == K.HMT_RESIDENCE
    card = resident_number("911276", date(1990, 1, 1))
    assert read_document(K.RESIDENT_ID, card, on=TODAY).kind == K.FOREIGN_PERMANENT


@pytest.mark.parametrize("kind", DocumentKind)
def test_every_kind_has_a_rule(kind):
    with pytest.raises(InvalidNumber):
        read_document(kind, "?", on=TODAY)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("230624 19820318 996x", K.RESIDENT_ID),
        (resident_number("810000", date(1990, 1, 1)), K.HMT_RESIDENCE),
        ("USA110085060112", K.FOREIGN_PERMANENT),
        ("H12345678", K.HK_MACAU_PERMIT),
        ("E26374217", K.PASSPORT),
        ("23062219900801997", K.RESIDENT_ID),
        ("周伟", None),
        ("", None),
    ],
)
def test_guesses_the_kind_from_the_number(written, kind):
    assert guess_kind(written) == kind


def test_an_unusual_passport_is_noticed_only_where_the_country_is_known():
    assert is_usual_passport("E12345678", "CN")
    assert not is_usual_passport("E26374217", "RU")
    assert is_usual_passport("E26374217", "KZ")


class TestRegionName:
    def test_names_a_county_with_its_province(self):
        assert region_name("230602").endswith("萨尔图区")
        assert "浦东" in region_name("310115")

    def test_says_nothing_about_a_code_that_never_was(self):
        assert region_name("999999") == ""
        assert not is_known_region("999999")
        assert region_name("abc") == ""


class TestEmployerCode:
    def test_accepts_a_code_with_blanks_and_full_width(self):
        assert read_employer_code(" 91230600 K0TG211627") == "91230600K0TG211627"
        assert read_employer_code("９１２３０６００K0TG211627") == "91230600K0TG211627"

    @pytest.mark.parametrize(
        "code", ["", "91230600K0TG211628", "91230600", "无", "9123060OK0TG211627"]
    )
    def test_says_nothing_about_a_wrong_code(self, code):
        assert read_employer_code(code) == ""
