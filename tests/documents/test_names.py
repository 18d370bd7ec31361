import pytest

from apps.documents.names import clean_name


@pytest.mark.parametrize(
    ("typed", "extension", "kept"),
    [
        ("身份证.jpg", ".jpg", "身份证.jpg"),
        ("../../etc/passwd", ".pdf", "passwd.pdf"),
        ("C:\\Users\\li\\合同.PDF", ".pdf", "合同.pdf"),
        ("invoice.pdf.exe", ".pdf", "invoice.pdf"),
        ("harmless\u202efdp.exe", ".pdf", "harmlessfdp.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", ".pdf", "aSet-Cookie_ x=1.pdf"),
        ('quo"te<b>.png', ".png", "quo_te_b_.png"),
        ("", ".jpg", "file.jpg"),
        ("....", ".jpg", "file.jpg"),
        (".htaccess", ".jpg", "htaccess.jpg"),
        ("2026.11.22 合同.pdf", ".pdf", "2026.11.22 合同.pdf"),
        ("x" * 300 + ".pdf", ".pdf", "x" * 116 + ".pdf"),
        ("\0.pdf", ".pdf", "file.pdf"),
    ],
)
def test_names_lose_their_tricks_and_end_in_what_the_file_is(typed, extension, kept):
    assert clean_name(typed, extension) == kept
