"""How a name sounds: for search by full pinyin or initials, and for the order of lists.

Surnames have readings of their own (曾 is zeng, not ceng), and colleagues type
either.  ``read_name`` gives the right one and, beside it, the others to find it by.
"""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

# The phrase dictionary (45 MB a process) knows words, and names are not words.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
from pypinyin.pinyin_dict import pinyin_dict  # noqa: E402

MAX_ALTERNATIVES = 8

# Surnames of two characters, read as one word.  source: 《现代汉语词典》, 《百家姓》
COMPOUND_SURNAMES = {
    "欧阳": "ou yang",
    "司马": "si ma",
    "上官": "shang guan",
    "诸葛": "zhu ge",
    "夏侯": "xia hou",
    "东方": "dong fang",
    "皇甫": "huang fu",
    "尉迟": "yu chi",
    "公孙": "gong sun",
    "慕容": "mu rong",
    "令狐": "ling hu",
    "宇文": "yu wen",
    "长孙": "zhang sun",
    "司徒": "si tu",
    "司空": "si kong",
    "端木": "duan mu",
    "万俟": "mo qi",
    "澹台": "tan tai",
    "独孤": "du gu",
    "南宫": "nan gong",
    "西门": "xi men",
    "呼延": "hu yan",
    "轩辕": "xuan yuan",
    "申屠": "shen tu",
    "百里": "bai li",
    "东郭": "dong guo",
    "闻人": "wen ren",
    "钟离": "zhong li",
    "濮阳": "pu yang",
    "拓跋": "tuo ba",
    "赫连": "he lian",
    "完颜": "wan yan",
    "单于": "chan yu",
    "鲜于": "xian yu",
    "太史": "tai shi",
    "公冶": "gong ye",
    "宗政": "zong zheng",
    "淳于": "chun yu",
    "仲孙": "zhong sun",
}

# Surnames whose reading is not the character's most frequent one.
SURNAMES = {
    "曾": "zeng",
    "单": "shan",
    "仇": "qiu",
    "区": "ou",
    "解": "xie",
    "查": "zha",
    "朴": "piao",
    "翟": "zhai",
    "缪": "miao",
    "乐": "yue",
    "员": "yun",
    "繁": "po",
    "盖": "ge",
    "纪": "ji",
    "卜": "bu",
    "薄": "bo",
    "覃": "qin",
    "隗": "wei",
    "召": "shao",
    "佴": "nai",
    "洗": "xian",
    "种": "chong",
    "阚": "kan",
    "折": "she",
    "秘": "bi",
    "郇": "xun",
    "祭": "zhai",
    "牟": "mu",
    "都": "du",
    "乜": "nie",
    "句": "gou",
    "尉": "wei",
    "贾": "jia",
    "黑": "he",
    "粘": "nian",
    "谌": "chen",
}
# Other sounds by which the holder of a surname may be looked for.
SURNAME_ALSO = {
    "盖": ("gai",),
    "覃": ("tan",),
    "牟": ("mou",),
    "谌": ("shen",),
    "纪": ("ji",),
    "乐": ("le",),
    "黑": ("hei",),
    "秘": ("mi",),
    "祭": ("ji",),
    "隗": ("kui",),
}

# Characters of given names that are read in two ways; the first one is the rule.
GIVEN = {
    "乐": ("le", "yue"),
    "朝": ("chao", "zhao"),
    "晟": ("sheng", "cheng"),
    "盛": ("sheng", "cheng"),
    "行": ("xing", "hang"),
    "长": ("chang", "zhang"),
    "重": ("chong", "zhong"),
    "茜": ("qian", "xi"),
    "传": ("chuan", "zhuan"),
    "曾": ("zeng", "ceng"),
    "参": ("shen", "can"),
    "单": ("dan", "shan"),
    "奇": ("qi", "ji"),
    "都": ("du", "dou"),
    "莘": ("xin", "shen"),
    "柏": ("bai", "bo"),
    "卜": ("bu",),
    "藏": ("cang", "zang"),
    "蔚": ("wei", "yu"),
    "解": ("jie", "xie"),
    "仇": ("qiu", "chou"),
    "朴": ("pu", "piao"),
    "区": ("qu", "ou"),
    "查": ("cha", "zha"),
}

_MIDDLE_DOTS = "·・•‧∙⋅･．."
_DOTS = re.compile(f"[{re.escape(_MIDDLE_DOTS)}]")
_NOT_LETTER = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class NameReading:
    """How a name is read.

    ``full`` "zengxiaoming" and ``initials`` "zxm" are the rule, ``sort_key``
    "zeng xiao ming" orders lists syllable by syllable, ``also`` holds further
    (full, initials) pairs under which somebody may look for the same person.
    """

    full: str
    initials: str
    sort_key: str
    also: tuple[tuple[str, str], ...] = ()

    @property
    def search_terms(self) -> tuple[str, ...]:
        """Every spelling to index, the right one first, none twice."""
        terms = [self.full, self.initials]
        for full, initials in self.also:
            terms += (full, initials)
        return tuple(dict.fromkeys(term for term in terms if term))


def is_chinese(character: str) -> bool:
    return ord(character) in pinyin_dict


@lru_cache(maxsize=65536)
def read_name(name: str) -> NameReading:
    """The reading of a person's (or an employer's) ``name``.

    Chinese surnames are read as such only at the beginning of a purely Chinese
    name without a dot: 阿依古丽·买买提 has no surname, O'Neil no pinyin.
    """
    text = unicodedata.normalize("NFKC", name).strip()
    choices = _syllable_choices(text)
    spellings = [_join(pick) for pick in islice(product(*choices), MAX_ALTERNATIVES)]
    spellings += [
        (full.replace("v", "u"), initials)
        for full, initials, _key in spellings
        if "lv" in full or "nv" in full
    ]
    if not spellings:
        return NameReading("", "", "")
    full, initials, sort_key = spellings[0]
    others = dict.fromkeys((item[0], item[1]) for item in spellings[1:])
    others.pop((full, initials), None)
    return NameReading(full, initials, sort_key, tuple(others)[:MAX_ALTERNATIVES])


def _join(syllables: tuple[str, ...]) -> tuple[str, str, str]:
    return (
        "".join(syllables),
        "".join(syllable[0] for syllable in syllables),
        " ".join(syllables),
    )


def _syllable_choices(text: str) -> list[tuple[str, ...]]:
    """For each syllable or Latin word its possible spellings, the rule first."""
    choices: list[tuple[str, ...]] = []
    letters = ""
    rest = text
    if _is_chinese_name(text):
        rest = re.sub(r"\s+", "", text)
        if not _DOTS.search(text):
            surname, rest = _split_surname(rest)
            choices += surname
    for character in rest:
        readings = _readings(character)
        if readings:
            if letters:
                choices += latin_words(letters)
                letters = ""
            choices.append(readings)
        else:
            letters += character
    return choices + latin_words(letters)


def _is_chinese_name(text: str) -> bool:
    if text and all(map(is_chinese, text)):  # nearly all are
        return True
    plain = _DOTS.sub("", re.sub(r"\s+", "", text))
    return bool(plain) and all(is_chinese(character) for character in plain)


def _split_surname(name: str) -> tuple[list[tuple[str, ...]], str]:
    compound = COMPOUND_SURNAMES.get(name[:2])
    if compound and len(name) > 2:
        common = [_readings(character)[0] for character in name[:2]]
        right = compound.split()
        return [
            tuple(dict.fromkeys(pair)) for pair in zip(right, common, strict=True)
        ], name[2:]
    first = name[0]
    common = _readings(first)
    right = SURNAMES.get(first) or common[0]
    also = SURNAME_ALSO.get(first, ())
    return [tuple(dict.fromkeys((right, *also, _most_frequent(first))))], name[1:]


def _readings(character: str) -> tuple[str, ...]:
    given = GIVEN.get(character)
    if given:
        return given
    syllable = _most_frequent(character)
    return (syllable,) if syllable else ()


@lru_cache(maxsize=16384)
def _most_frequent(character: str) -> str:
    marked = pinyin_dict.get(ord(character), "").partition(",")[0]
    return _plain(marked).replace("ü", "v") if marked else ""


def _plain(marked: str) -> str:
    """Without tone marks, but ü stays ü (lǚ → lü)."""
    decomposed = unicodedata.normalize("NFD", marked)
    kept = "".join(
        mark
        for mark in decomposed
        if not unicodedata.combining(mark) or mark == "\u0308"
    )
    return unicodedata.normalize("NFC", kept).lower()


def latin_words(text: str) -> list[tuple[str, ...]]:
    """Latin words without accents: Müller is found under muller and mueller."""
    words: list[tuple[str, ...]] = []
    if not text or text.isspace():
        return words
    for word in re.split(r"[\s,·・•]+", text.replace("'", "").replace("’", "")):
        for piece in word.split("-"):
            plain = _NOT_LETTER.sub("", without_accents(piece))
            if not plain:
                continue
            german = _NOT_LETTER.sub("", _german(piece))
            words.append(tuple(dict.fromkeys((plain, german))))
    return words


_SPECIAL = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"}
)


def without_accents(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word.lower().translate(_SPECIAL))
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark))


def _german(word: str) -> str:
    lower = unicodedata.normalize("NFC", word.lower())
    for umlaut, pair in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        lower = lower.replace(umlaut, pair)
    return without_accents(lower)
