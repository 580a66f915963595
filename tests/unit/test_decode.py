"""A file's bytes to text."""

import pytest

from tipdesk.formats.base import decode

TEXT = "title,authors\nÉtude sur la traite – résumé,Müller\n"


@pytest.mark.parametrize(
    ("data", "encoding", "guessed"),
    [
        (TEXT.encode("utf-8"), "utf-8", False),
        (TEXT.encode("utf-8-sig"), "utf-8-sig", False),
        (TEXT.encode("utf-16"), "utf-16", False),
        (TEXT.encode("utf-32"), "utf-32", False),
        (TEXT.encode("utf-16-le"), "utf-16-le", True),
        (TEXT.encode("utf-16-be"), "utf-16-be", True),
        (TEXT.encode("cp1252"), "cp1252", True),
        (f"% Encoding: Cp1252\n{TEXT}".encode("cp1252"), "Cp1252", False),
        ("Доклад о торговле людьми".encode("cp1251"), "cp1251", True),
        ("人口贩运 报告".encode("gb18030"), "gb18030", True),
        ("author = {Äpplé, Mr.}".encode("cp1252"), "cp1252", True),
    ],
)
def test_the_encoding_is_found(data: bytes, encoding: str, guessed: bool) -> None:
    found = decode(data)
    assert found.text == data.decode(encoding).removeprefix("\ufeff")
    assert found.guessed is guessed


def test_an_encoding_that_is_asked_for_is_used() -> None:
    assert decode(b"\xe9", "cp1251").text == "й"


def test_line_ends_stay() -> None:
    assert decode(b"a\r\nb\rc\n").text == "a\r\nb\rc\n"


def test_no_bytes_are_refused() -> None:
    assert decode(bytes(range(256)) * 3).text
    assert decode(b"").text == ""
