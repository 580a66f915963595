"""What manuscripts cite is found as LaTeX and pandoc find it, and nothing else is."""

import json
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tipdesk.citing import pandoc
from tipdesk.formats import citation_marks, manuscripts
from tipdesk.formats.citation_marks import Citation
from tipdesk.formats.manuscripts import NoManuscript


def keys(name: str, text: str) -> list[str]:
    return list(manuscripts.read(name, text.encode()).keys)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r"\cite{a} \citep[see][p.~4]{b, c} \citet*{d} \Citealt{e} \citeyearpar{f} \citetalias{g} text", "abcdefg"),
        (r"\autocite[see {[}x{]}]{a} \Parencite*{b} \footcitetext[4]{c} \smartcite{d} \citefield{e}{title} \citename{f}{author}", "abcdef"),
        (r"\cites(pre)(post)[12]{a}[see][13]{b}{c} {d}", "abcd"),
        ("\\parencites(see \\cite{z})()[1]{a}\n  [2]{b}, {not}", "abz"),
        (r"\volcite[see]{2}[13]{a} \pvolcites{1}{b}[x]{2}[9]{c} \ftvolcite{7}{d}", "abcd"),
        (r"\textcquote[12]{a}{said} \foreignblockcquote{french}[3]{b}[.]{dit} \fullcite{c}\bibentry{d}\notecite[x]{e}", "abcde"),
        (r"\nocite{*}\nocite{a}", "*a"),
        ("\\cite{a,% {x}\n b} % \\cite{no}\n\\%\\cite{c} \\\\%\\cite{no}", "abc"),
        (r"\verb|\cite{no}| \verb*+\cite{no}+ \lstinline[x]{\cite{no}} \mintinline{tex}{\cite{no}}\cite{a}", "a"),
        ("\\begin{verbatim}\n\\cite{no}\n\\end{verbatim}\\cite{a}\\begin{comment}\\cite{no}\\end{comment}", "a"),
        (r"\iffalse \ifx\cite{no}\fi\cite{no}\fi\cite{a} \end{document}\cite{no}", "a"),
        (r"\newcommand{\see}[1]{\cite{#1}}\citestyle{x}\citetext{see \cite{a}}\setcitestyle{round}\DeclareCiteCommand{\lawcite}{x}", "a"),
        (r"\lawcite[4]{a}\citeA<see>[p. 4]{b}", "ab"),
        ("\\cite[never closed {a}\n\n\\cite{b}", "b"),
        (r"\footcite[{see \textcite[4]{b}}]{a}", "ab"),
    ],
)
def test_latex(text: str, found: str) -> None:
    assert sorted(keys("paper.tex", text)) == sorted(found)


def test_latex_takes_in_other_files() -> None:
    text = "\\input{a}\\include{b/c}\\input d \\subfile{e.tex}\\import{f/}{g}%\\input{no}\n"
    assert manuscripts.read("paper.tex", text.encode()).inputs == ("a", "b/c", "d", "e.tex", "f//g")


def test_what_latex_wrote_beside_a_paper() -> None:
    aux = "\\relax\n\\citation{a,b}\n\\abx@aux@cite{0}{c}\n\\abx@aux@cite{d}\n\\@input{e.aux}\n\\bibcite{no}{1}\n"
    found = manuscripts.read("paper.aux", aux.encode())
    assert (found.keys, found.inputs) == (("a", "b", "c", "d"), ("e.aux",))
    bcf = """<?xml version="1.0" encoding="UTF-8"?><bcf:controlfile xmlns:bcf="https://sourceforge.net/projects/biblatex">
    <bcf:section number="0"><bcf:citekey order="1">a&amp;b</bcf:citekey>
    <bcf:citekey order="2">*</bcf:citekey></bcf:section></bcf:controlfile>"""
    assert keys("paper.bcf", bcf) == ["a&b", "*"]
    for broken, why in (("<a", "no well-formed XML"), ('<!DOCTYPE a [<!ENTITY b "c">]><a/>', "document type")):
        with pytest.raises(NoManuscript, match=why):
            keys("paper.bcf", broken)
    with pytest.raises(NoManuscript, match="its suffix says no manuscript"):
        keys("paper.exe", "")


MARKDOWN = (
    "Hello @doe99 and [@a; see @b, p. 4; -@c], me@here.org, \\@no, `@code`, ``a `@no` ``, [l](http://x/@z), <http://a.b/@q>",
    'See (@p1) "@p2" [-@p3] @{odd key} @{https://x.y/z?a=b} [@p4{pp. 3}] @p5. @p6: @p7:x @p8::y @_u9 @9nine @p10, /@sl *@em*',
    "a_@k2 a/@k4 a)@k6 é@k7 中@k8 @@k10 @k15\n@k16 \\\\@k19 @a--b https://ex.com/@user first.@last",
    "---\nnocite: |\n  @x, @y\nauthor: me@here.org\n---\n\n# T @h\n\n"
    "1. one\n\n    @in\n\n        @code\n\npara\n\n    @code\n    @code\n\nb @after",
    "> ~~~\n> @q\n> ~~~\n\n- a[^1]\n\n  ```\n  @lc\n  ```\n\n``` {.r}\n@fc\n```\n\n[^1]: note @fn\n\n    @more\n\n<!-- @no\n\n@no --> @end",
)


@pytest.mark.parametrize("text", MARKDOWN)
def test_markdown_is_read_as_pandoc_reads_it(text: str) -> None:
    command = [str(pandoc.binary()), "--from=markdown", "--to=json"]
    document = json.loads(subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout)
    wanted, waiting = set(), [document]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            wanted |= {cited["citationId"] for cited in part["c"][0]} if part.get("t") == "Cite" else set()
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part
    assert set(keys("paper.md", text)) == wanted


def test_cross_references_of_quarto_are_no_citations() -> None:
    assert keys("paper.qmd", "See @fig-map, @tbl-one and @figueira2020; nocite: @*") == ["figueira2020", "*"]


def test_marks_say_what_stands_around_a_key() -> None:
    assert citation_marks.parse("see @bird2020, p. 4; -@{odd/key} and more") == (
        Citation("bird2020", "see", ", p. 4"),
        Citation("odd/key", "", " and more", suppressed=True),
    )
    assert citation_marks.parse("mail me@here.org") == citation_marks.parse("@a; and more") == ()
    text = "One [@a] and [none] and [see [@b]], [c@d.e]."
    assert [text[start:end] for start, end in citation_marks.find(text)] == ["[@a]", "[@b]"]


PIECES = [
    r"\cite",
    r"\cites",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    "key",
    "%",
    "\n",
    "\n\n",
    r"\verb|",
    r"\iffalse",
    r"\begin{verbatim}",
    "@a",
    "`",
    "~~~",
]


@given(st.sampled_from(["a.tex", "a.md", "a.aux"]), st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_nothing_that_is_written_wrong_is_an_accident(name: str, text: str) -> None:
    assert all(key.strip() for key in keys(name, text))


@pytest.mark.parametrize(
    "piece",
    [r"\cite[", r"\cites(", r"\cite{", r"\verb|", r"\iffalse", "[@", "`" * 3 + "``a", "<!--", "<a ", r"\begin{verbatim}", "@{", "- "],
)
def test_a_hostile_manuscript_is_read_in_linear_time(piece: str) -> None:
    for name in ("a.tex", "a.md"):
        assert len(keys(name, piece * 200_000)) < 3
