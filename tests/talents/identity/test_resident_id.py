from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.talents.identity import resident_id
from apps.talents.identity.kinds import BadDocument, DocumentKind, Gender
from apps.talents.identity.resident_id import InvalidNumber, check_character
from tests.talents.identity.numbers import resident_number

TODAY = date(2026, 11, 22)


def reason(number: str, on: date = TODAY) -> str:
    with pytest.raises(InvalidNumber) as caught:
        resident_id.read(number, on=on)
    return caught.value.reason


numbers = st.builds(
    resident_number,
    st.integers(100000, 999999).map(str),
    st.dates(date(1900, 1, 1), TODAY),
    st.integers(996, 999),
)


class TestCheckCharacter:
    def test_is_right_for_the_examples_of_the_standard(self):
        assert check_character("11010519491231002") == "X"
        assert check_character("44052418800101001") == "4"

    @given(numbers, st.integers(0, 17), st.integers(1, 9))
    def test_any_single_changed_digit_is_refused(self, number, place, step):
        old = number[place]
        new = str(((10 if old == "X" else int(old)) + step) % 10)
        changed = number[:place] + new + number[place + 1 :]
        if changed != number:
            assert not resident_id.is_valid(changed, on=TODAY)

    @given(numbers, st.integers(0, 16))
    def test_any_two_swapped_neighbours_are_refused(self, number, place):
        swapped = (
            number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        )
        if swapped != number:
            assert not resident_id.is_valid(swapped, on=TODAY)

    @given(numbers)
    def test_a_number_says_what_it_was_made_from(self, number):
        facts = resident_id.read(number, on=TODAY)
        assert facts.number == number
        assert f"{facts.birth_date:%Y%m%d}" == number[6:14]
        assert facts.region_code == number[:6]

    @given(st.text(max_size=24))
    def test_any_text_is_answered_with_a_reason_and_never_a_crash(self, text):
        if resident_id.is_valid(text, on=TODAY):
            assert resident_id.read(text, on=TODAY).number[:17].isdigit()
        else:
            assert reason(text) in BadDocument


class TestGenuineNumbersThatALibraryRefuses:
    @pytest.mark.parametrize(
        ("region", "year"),
        [("310115", 1985), ("500101", 1990), ("440306", 1988), ("320205", 1990)],
    )
    def test_accepts_a_county_code_younger_than_the_person(self, region, year):
        number = resident_number(region, date(year, 6, 1))
        assert resident_id.read(number, on=TODAY).kind == DocumentKind.RESIDENT_ID

    @pytest.mark.parametrize("region", ["810000", "820000", "830000"])
    def test_accepts_residence_permits(self, region):
        number = resident_number(region, date(1985, 6, 1))
        assert resident_id.read(number, on=TODAY).kind == DocumentKind.HMT_RESIDENCE

    def test_accepts_the_foreigners_card_of_2023(self):
        # 9, province 11, country 840, birth date, sequence, check character
        number = resident_number("911840", date(1985, 6, 1))
        facts = resident_id.read(number, on=TODAY)
        assert facts.kind == DocumentKind.FOREIGN_PERMANENT
        assert facts.birth_date == date(1985, 6, 1)

    def test_accepts_a_county_that_never_was(self):
        assert resident_id.is_valid(
            resident_number("999999", date(1985, 6, 1)), on=TODAY
        )


class TestRead:
    def test_sequence_tells_the_gender(self):
        born = date(1990, 1, 1)
        men = [resident_number("230602", born, n) for n in (997, 999)]
        women = [resident_number("230602", born, n) for n in (996, 998)]
        assert {resident_id.read(n, on=TODAY).gender for n in men} == {Gender.MALE}
        assert {resident_id.read(n, on=TODAY).gender for n in women} == {Gender.FEMALE}

    @pytest.mark.parametrize(
        "written",
        [
            "23062419820318996X",
            "23062419820318996x",
            " 230624 19820318 996X\u00a0",
            "２３０６２４１９８２０３１８９９６Ｘ",
            "230624-19820318-996x",
            "'23062419820318996X",
            "\ufeff230624\u300019820318\u200b996X",
        ],
    )
    def test_brings_every_spelling_into_one_form(self, written):
        assert resident_id.read(written, on=TODAY).number == "23062419820318996X"

    @pytest.mark.parametrize(
        ("number", "expected"),
        [
            ("", BadDocument.LENGTH),
            ("23062219900801997", BadDocument.LENGTH),
            ("230622900801997", BadDocument.LENGTH),
            ("2306241982031899X6", BadDocument.CHARACTER),
            ("23O624198203189966", BadDocument.CHARACTER),
            ("230624198203189960", BadDocument.CHECKSUM),
            ("440524188001010014", BadDocument.BIRTH_DATE),
        ],
    )
    def test_names_the_first_thing_that_is_wrong(self, number, expected):
        assert reason(number) == expected

    @pytest.mark.parametrize("day", ["19900230", "19901301", "00000101", "19900000"])
    def test_refuses_a_day_that_never_was(self, day):
        body = f"230602{day}999"
        assert reason(body + check_character(body)) == BadDocument.BIRTH_DATE

    def test_birth_dates_begin_in_1900(self):
        assert reason(resident_number("230602", date(1899, 12, 31))) == (
            BadDocument.BIRTH_DATE
        )
        assert reason(resident_number("230602", date(1800, 1, 1))) == (
            BadDocument.BIRTH_DATE
        )
        assert resident_id.is_valid(
            resident_number("230602", date(1900, 1, 1)), on=TODAY
        )

    def test_birth_dates_end_today(self):
        tomorrow = resident_number("230602", date(2026, 11, 23))
        assert reason(tomorrow) == BadDocument.BIRTH_DATE
        assert resident_id.is_valid(tomorrow, on=date(2026, 11, 23))
