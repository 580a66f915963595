"""References in CSL-JSON, a style and a locale to citations and bibliographies, as text or as a document."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tipdesk.citing import manuals, pandoc, runs
from tipdesk.citing.styles import Style
from tipdesk.domain.errors import BadRequest
from tipdesk.domain.rich_text import Runs

Reference = Mapping[str, Any]  # a CSL-JSON item

MOST = 20_000  # references in one bibliography
# Those of the CSL project that pandoc 3.9 has; a language alone stands for the first of it.
LOCALES = tuple(
    """af-ZA ar bal-PK bg-BG brh-PK ca-ES cs-CZ cy-GB da-DK de-DE de-AT de-CH el-GR en-US en-GB es-ES es-CL es-MX et-EE eu fa-IR
    fi-FI fr-FR fr-CA gl-ES he-IL hi-IN hr-HR hu-HU id-ID is-IS it-IT ja-JP km-KH ko-KR la lij-IT lt-LT lv-LV mn-MN ms-MY nb-NO
    nl-NL nn-NO pa-PK pl-PL pt-PT pt-BR ro-RO ru-RU sk-SK sl-SI sr-RS sr-Cyrl-RS sr-Latn-RS sv-SE th-TH tr-TR uk-UA uz-UZ vi-VN
    zh-CN zh-TW""".split()
)
_BY_NAME = {locale.partition("-")[0]: locale for locale in reversed(LOCALES)} | {locale.lower(): locale for locale in LOCALES}
# What a style prints only to annotate a bibliography; it is not handed over for nothing.
_ANNOTATIONS = ("abstract", "annote", "keyword", "note")
_MARK = re.compile("\x1e(\\d+)\x1f")


@dataclass(frozen=True, slots=True)
class Form:
    """What a bibliography can be written as: pandoc's name for it, and the suffixes of its files."""

    name: str
    label: str
    writer: str
    suffixes: tuple[str, ...]
    is_text: bool = True


FORMS = (
    Form("text", "Plain text", "plain", (".txt",)),
    Form("markdown", "Markdown", "commonmark", (".md", ".markdown")),
    Form("html", "HTML", "html5", (".html", ".htm")),
    Form("rtf", "Rich text", "rtf", (".rtf",)),
    Form("docx", "Word document", "docx", (".docx",), is_text=False),
    Form("odt", "OpenDocument text", "odt", (".odt",), is_text=False),
)
BY_NAME = {form.name: form for form in FORMS}


def locale(name: str, style: Style) -> str:
    """The locale of this name, or where there is no name the style's own; empty where nothing says one. Raises BadRequest."""
    if not name:
        return style.locale or manuals.of(style).locale
    found = _BY_NAME.get(name.strip().replace("_", "-").lower())
    if found is None:
        raise BadRequest(f"There is no locale {name}; there are {', '.join(LOCALES)}.")
    return found


def entries(references: Sequence[Reference], style: Style, locale: str, form: Form) -> list[tuple[int, str]]:
    """The entries of the bibliography in the style's order, each with its reference's place among those given.

    Raises BadRequest for a style that has no bibliography.
    """
    if not references:
        return []
    found = _pieces(_made(references, style, locale, form, "entries"))
    if not found:
        raise BadRequest(f"The style {style.name} makes no bibliography, only citations; take another, or ask for citations.")
    return found


def citations(
    references: Sequence[Reference], style: Style, locale: str, form: Form, locator: str = "", *, together: bool = False
) -> list[str]:
    """The citation of each reference, in the order given, or one of all `together`; `locator` says where in them (`p. 12`)."""
    if not references:
        return []
    return [text for _, text in _pieces(_made(references, style, locale, form, "group" if together else "each", locator))]


def document(references: Sequence[Reference], style: Style, locale: str, form: Form) -> bytes:
    """A whole file that holds the bibliography."""
    if form.name in ("text", "markdown"):
        parts = [text for _, text in entries(references, style, locale, form)]
        return ("\n\n".join(parts) + "\n").encode() if parts else b""
    return _made(references, style, locale, form, "whole", standalone=True)


def fragment(references: Sequence[Reference], style: Style, locale: str, form: Form) -> str:
    """A bibliography in HTML to put into a page."""
    return _made(references, style, locale, form, "whole").decode().strip()


@dataclass(frozen=True, slots=True)
class Cited:
    """A reference in a citation, by its place among those given: what stands before and behind it, and whether its author is left out."""

    reference: int
    prefix: str = ""
    suffix: str = ""
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a document that cites: a footnote with all its citations, which may be none, or one citation in the text."""

    citations: tuple[tuple[Cited, ...], ...]
    in_note: bool = False


def of_document(references: Sequence[Reference], places: Sequence[Place], style: Style, locale: str) -> tuple[list[Runs], list[Runs]]:
    """The text of each citation of a document in order, and of each entry of its bibliography; one run, so that all know each other."""
    if not references:
        return [], []
    told = [
        {
            "note": place.in_note,
            "citations": [
                [{"id": str(one.reference + 1), "prefix": one.prefix, "suffix": one.suffix, "suppressed": one.suppressed} for one in cited]
                for cited in place.citations
            ],
        }
        for place in places
    ]
    items, text = _items(references, style)
    metadata = [("lang", locale)] if locale else []
    written = pandoc.run(items, len(references) + len(places), text, "json", "places", metadata, places=json.dumps(told))
    blocks = json.loads(written)["blocks"]
    return list(runs.cited(blocks[: len(places)])), runs.entries(blocks[len(places) :])


def _pieces(written: bytes) -> list[tuple[int, str]]:
    _, *marked = _MARK.split(written.decode("utf-8").replace("\r\n", "\n"))
    return [(int(number) - 1, text.strip()) for number, text in zip(marked[::2], marked[1::2], strict=True)]


def _made(
    references: Sequence[Reference], style: Style, locale: str, form: Form, asked: str, locator: str = "", *, standalone: bool = False
) -> bytes:
    items, text = _items(references, style)
    made = _remembered if len(references) == 1 else _run
    return made(items, len(references), text, locale, form.writer, asked, locator, standalone)


def _items(references: Sequence[Reference], style: Style) -> tuple[str, str]:
    """The references in JSON, under their numbers, as the style needs them; and the text of the style."""
    if len(references) > MOST:
        raise BadRequest(f"A bibliography has at most {MOST:,} references; narrow the search down.")
    text = style.text()
    left_out = {name for name in _ANNOTATIONS if not re.search(rf'variable="[^"]*\b{name}\b', text)} | {"custom"}
    numbered = [
        {name: value for name, value in reference.items() if name not in left_out} | {"id": str(number)}
        for number, reference in enumerate(references, 1)
    ]
    return json.dumps(numbered, ensure_ascii=False), text


def _run(items: str, count: int, style: str, locale: str, writer: str, asked: str, locator: str, standalone: bool) -> bytes:
    metadata = [(name, value) for name, value in (("lang", locale), ("locator", locator)) if value]
    if standalone and writer == "html5":
        metadata.append(("pagetitle", "Bibliography"))
    return pandoc.run(items, count, style, writer, asked, metadata, standalone=standalone)


_remembered = lru_cache(maxsize=512)(_run)  # single references, as they are looked at again and again
