from __future__ import annotations

import pytest

from apps.core.phones import is_mobile, read_phone


@pytest.mark.parametrize(
    "written",
    [
        "13450612310",
        "+86 134 5061 2310",
        "+8613450612310",
        "0086-134-5061-2310",
        "８６　１３４５０６１２３１０",
        "１３４５０６１２３１０",
        "134 5061 2310\u00a0",
        "134-5061-2310",
        "(+86)13450612310",
        "13450612310、0459-6181234",
        "13450612310/13450612311",
    ],
)
def test_brings_a_mobile_into_one_form(written):
    assert read_phone(written) == "+8613450612310"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("0459-6181234", "+864596181234"),
        ("（0459）6181234", "+864596181234"),
        ("0459-6181234转801", "+864596181234;ext=801"),
        ("0459-6181234 ext. 12", "+864596181234;ext=12"),
        ("+1 650-253-0000", "+16502530000"),
        ("+852 2123 4567", "+85221234567"),
        ("无 / 13450612310", "+8613450612310"),
    ],
)
def test_keeps_other_numbers(written, kept):
    assert read_phone(written) == kept


@pytest.mark.parametrize(
    "written",
    ["", "无", "12345", "1345061231", "134506123100", "23450612310", "见附件"],
)
def test_says_nothing_about_what_is_no_number(written):
    assert read_phone(written) == ""


def test_knows_which_numbers_get_text_messages():
    assert is_mobile("+8613450612310")
    assert not is_mobile("+864596181234")
    assert not is_mobile("+16502530000")
