"""Names of districts as offices write them → region codes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from apps.talents.roster.text import plain_key

_SUFFIX = re.compile(
    "(?:蒙古族|满族|朝鲜族|回族|达斡尔族|锡伯族|鄂温克族|鄂伦春族)?自治县$|[市区县旗]$"
)
_USUAL = {"杜尔伯特蒙古族自治县": ("杜蒙县", "杜蒙自治县")}
_ZONES = (
    ("高新技术产业开发区", "高新区"),
    ("经济技术开发区", "经开区"),
    ("高新技术产业开发区", "高新技术开发区"),
    ("经济技术开发区", "经济开发区"),
)
_CITY_ITSELF = ("市直", "市本级", "市属", "本市", "市辖区")


def region_names(regions: Iterable[tuple[str, str]]) -> dict[str, str]:
    """{key of a name: code} for (code, name) pairs of one city and its districts.

    Each region is known by its name, with and without "district" or "county", with
    the city's name before it, by the usual short names of zones, and by its code.
    A short name that two regions share stands for neither.
    """
    regions = list(regions)
    found: dict[str, str] = {}
    shared: set[str] = set()
    cities = [name for code, name in regions if code.endswith("00")]
    for code, name in regions:
        names = {name, code, *_USUAL.get(name, ())}
        for city in cities:
            short = city.removesuffix("市")
            bare = name.removeprefix(city).removeprefix(short)
            if code.endswith("00"):
                names.update(_CITY_ITSELF)
                names.update(city + word for word in _CITY_ITSELF)
                names.add(short)
            elif bare:
                names.update((bare, city + bare, short + bare))
        for long, usual in _ZONES:
            names.update({known.replace(long, usual) for known in names})
        names |= {_SUFFIX.sub("", known) for known in names}
        for known in names:
            key = plain_key(known)
            if len(key) < 2:
                continue
            if found.setdefault(key, code) != code:
                shared.add(key)
    exact = {plain_key(name): code for code, name in regions}
    return {key: code for key, code in found.items() if key not in shared} | exact


def read_region(text: str, names: dict[str, str]) -> str:
    """The code of a district, or ``""``; a province in front does not matter."""
    key = plain_key(text)
    return names.get(key) or names.get(re.sub(r"^.{2,4}省", "", key), "")
