"""Names of GB/T 2260 regions, only ever as a hint beside a number."""

from __future__ import annotations

from functools import lru_cache

from stdnum import numdb


@lru_cache(maxsize=4096)
def region_name(code: str) -> str:
    """The province and county that ``code`` names or once named, else ``""``."""
    if len(code) != 6 or not code.isdigit():
        return ""
    found: dict[str, str] = {}
    for _part, properties in numdb.get("cn/loc").info(code):
        found.update(properties)
    county = found.get("county", "").split(",")[-1]
    if county.startswith("["):  # "[1992-]浦东新区": the years the code was in force
        county = county.partition("]")[2]
    province = found.get("province", "")
    return province + county if county != province else province


@lru_cache(maxsize=4096)
def is_known_region(code: str) -> bool:
    """Whether a county ever had this code (a known province is not enough)."""
    return any("county" in found for _part, found in numdb.get("cn/loc").info(code))
