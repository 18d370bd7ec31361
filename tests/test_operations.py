"""docs/operations.md names every variable that is read, and no other."""

import re

from talentsvc.embedded.places import CHECKOUT
from tests.test_compose import variables_read


def test_the_table_of_variables_is_complete_and_true():
    text = (CHECKOUT / "docs/operations.md").read_text(encoding="utf-8")
    table = text[text.index("### Variables") : text.index("### Backup")]
    rows = re.findall(r"^\| (`[A-Z].*?) \|", table, re.MULTILINE)
    assert set(re.findall(r"`([A-Z_]+)`", " ".join(rows))) == variables_read()
