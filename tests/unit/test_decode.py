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


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Titre;Auteur;Année\nUn modèle;Jean;2019\n", "cp1252"),
        ("L’été;Le Bureau — œuvre", "cp1252"),
        ("La forêt, où, ça, à l'âge de vingt ans, très tôt", "cp1252"),
        ("La trata de niñas y niños; ¿Qué hacer?", "cp1252"),
        ("Relatório; crianças, ações, não há proteção", "cp1252"),
        ("Rapporto sulla tratta; perché, città, già, così, più", "cp1252"),
        ("Mensenhandel; coördinatie, één, geïnterviewd, financiële", "cp1252"),
        ("Rapport om menneskehandel; børn, på tværs af grænser, når ofre", "cp1252"),
        ("Příručka pro oběti; děti, ženy, člověk může být v nebezpečí", "cp1250"),
        ("Podręcznik dla ofiar handlu ludźmi; człowiek może być zagrożony", "cp1250"),
        ("Jelentés az emberkereskedelemről; nők, megelőzés, űrlap", "cp1250"),
        ("Raport privind traficul; protecţia victimelor, asistenţă, şi", "cp1250"),
        ("Priručnik za žrtve; čovjek, zaštita, izvješće, slučaj", "cp1250"),
    ],
)
def test_western_and_central_european_text_are_told_apart(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


def test_an_encoding_that_is_asked_for_is_used() -> None:
    assert decode(b"\xe9", "cp1251").text == "й"


def test_line_ends_stay() -> None:
    assert decode(b"a\r\nb\rc\n").text == "a\r\nb\rc\n"


def test_no_bytes_are_refused() -> None:
    assert decode(bytes(range(256)) * 3).text
    assert decode(b"").text == ""
