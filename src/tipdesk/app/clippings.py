"""Publications on their way to another program, by the clipboard or a drag: the same in six forms, each by its MIME type."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tipdesk.app import citing, exporting
from tipdesk.domain.errors import BadRequest
from tipdesk.domain.publication import Publication

TEXT, HTML, RTF = "text/plain", "text/html", "text/rtf"
# Those by which DOI resolvers hand out records, and which other reference managers know.
_RECORDS = {
    "application/x-bibtex": "bibtex",
    "application/x-research-info-systems": "ris",
    "application/vnd.citationstyles.csl+json": "csljson",
}
_CITED = {TEXT: "text", HTML: "html", RTF: "rtf"}
TYPES = (HTML, RTF, TEXT, *_RECORDS)
MOST = 1_000  # publications: pandoc takes some seconds for them

# How a key is written where another program cites by it; `{}` takes keys with commas, `@` each key.
KEY_FORMS = (r"\cite{}", r"\autocite{}", r"\parencite{}", r"\footcite{}", "[@]", "@")
_PLAIN_KEY = re.compile(r"\w(?:[\w:.#$%&+?<>~/-]*\w)?")  # another needs braces in Markdown

_RTF_HEAD = r"{\rtf1\ansi "
_RTF_BEGIN, _RTF_FONT = r"{\pard \ql ", r"\f0 "  # no font is named, so that the document's own is taken
_RTF_PARAGRAPH = re.compile(r"\{\\pard \\ql \\sa\d+ \\li\d+ \\fi-?\d+ (.*)\\par\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Manner:
    """How publications are cited: style and locale by name, as entries of a bibliography or as one citation `in_text`."""

    style: str = ""
    locale: str = ""
    in_text: bool = False
    locator: str = ""


def forms(publications: Sequence[Publication], manner: Manner) -> Iterator[tuple[str, str]]:
    """Each MIME type with its text, those that take no time first; private notes never are in it.

    Raises BadRequest for too many publications, and what `citing` raises.
    """
    check_number(len(publications))
    for mime, name in _RECORDS.items():
        yield mime, exporting.as_text(publications, name)
    look = citing.look(manner.style, manner.locale)
    made = citing.in_forms(publications, look, tuple(_CITED.values()), manner.locator, together=manner.in_text)
    for mime, name in _CITED.items():
        yield mime, _whole(("" if mime == RTF else "\n").join(made[name]), mime, manner.in_text)


def check_number(count: int) -> None:
    """Raises BadRequest for more publications than can be copied."""
    if count > MOST:
        raise BadRequest(f"{MOST:,} publications at most can be copied at once; export more as a bibliography.")


def _whole(text: str, mime: str, in_line: bool) -> str:
    """A piece as a document of its own, as other programs expect it; of a citation, what goes into the line where it is put."""
    if mime == RTF:
        text = text.replace(_RTF_BEGIN + _RTF_FONT, _RTF_BEGIN)
        inner = _RTF_PARAGRAPH.fullmatch(text) if in_line else None
        return f"{_RTF_HEAD}{inner[1] if inner else text}}}"
    if mime == HTML:
        return '<meta charset="utf-8">' + text.removeprefix("<p>").removesuffix("</p>")
    return text


def cited_keys(form: str, keys: Sequence[str]) -> str:
    """Citation keys as one of KEY_FORMS has them."""
    if "@" not in form:
        return form.replace("{}", "{" + ",".join(keys) + "}")
    each = "; ".join(f"@{key}" if _PLAIN_KEY.fullmatch(key) else f"@{{{key}}}" for key in keys)
    return form.replace("@", each)
