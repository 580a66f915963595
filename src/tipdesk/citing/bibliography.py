"""References in CSL-JSON, a style and a locale to citations and bibliographies, as text or as a document."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from tipdesk import resources
from tipdesk.citing import manuals, opendocument, pandoc, scripts, typesetting
from tipdesk.citing.styles import Style
from tipdesk.domain.errors import BadRequest, SystemRefused

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
_REPEATED = re.compile(r'\ssubsequent-author-substitute(-rule)?="[^"]*"')  # a dash for the author of the entry before
_NO_BIBLIOGRAPHY = "The style {} makes no bibliography, only citations; take another, or ask for citations."
_PART = re.compile(b"\x1d[a-z0-9]+\x1f")
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
    Form("pdf", "PDF", "typst", (".pdf",), is_text=False),
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
        raise BadRequest(_NO_BIBLIOGRAPHY.format(style.name))
    return found


def citations(
    references: Sequence[Reference], style: Style, locale: str, form: Form, locator: str = "", *, together: bool = False
) -> list[str]:
    """The citation of each reference, in the order given, or one of all `together`; `locator` says where in them (`p. 12`)."""
    if not references:
        return []
    return [text for _, text in _pieces(_made(references, style, locale, form, "group" if together else "each", locator))]


def in_forms(
    references: Sequence[Reference], style: Style, locale: str, forms: Sequence[Form], locator: str = "", *, together: bool = False
) -> list[list[str]]:
    """For each of these forms the entries of the bibliography in the style's order, or the one citation of all `together`.

    One run makes them all. Raises BadRequest for entries of a style that has no bibliography.
    """
    if not references:
        return [[] for _ in forms]
    writers = " ".join(form.writer for form in forms)
    written = _made(references, style, locale, BY_NAME["text"], "group" if together else "entries", locator, writers=writers)
    made = [[text for _, text in _pieces(part)] for part in _PART.split(written)[1:]]
    if not any(made):
        raise BadRequest(_NO_BIBLIOGRAPHY.format(style.name))
    return made


def check(style: Style, count: int) -> None:
    """Raises BadRequest for a style that has no bibliography, and for more references than one may have."""
    if count > MOST:
        raise BadRequest(f"A bibliography has at most {MOST:,} references; narrow the search down.")
    if "<bibliography" not in style.text():
        raise BadRequest(_NO_BIBLIOGRAPHY.format(style.name))


def trees(references: Sequence[Reference], style: Style, locale: str) -> list[list[Any]]:
    """The entries in the order given, each as a list of pandoc's blocks: all authors named, without the style's numbers."""
    check(style, len(references))
    if not references:
        return []
    text = _REPEATED.sub("", style.text())
    items = json.dumps(_numbered(references, text), ensure_ascii=False)
    metadata = [("asked", "entries"), *([("lang", locale)] if locale else [])]
    made = pandoc.run(items, len(references), "json", style=text, metadata=metadata)
    found: list[list[Any]] = [[] for _ in references]
    entry: list[Any] = []
    try:
        for block in json.loads(made)["blocks"]:
            if block["t"] == "RawBlock" and (mark := _MARK.fullmatch(block["c"][1])):
                entry = found[int(mark[1]) - 1]
            else:
                entry.append(block)
    except RecursionError as error:
        raise SystemRefused("A title holds too much markup inside markup to be formatted; take it out.") from error
    return found


def template(form: Form) -> Path | None:
    """The page that a form's documents are put into; None for pandoc's own."""
    return {"html": resources.path("pandoc", "page.html"), "pdf": typesetting.TEMPLATE}.get(form.name)


def document(
    references: Sequence[Reference], style: Style, locale: str, form: Form, tell: Callable[[str], None] = lambda sentence: None
) -> bytes:
    """A whole file that holds the bibliography; `tell` hears what of it is not perfect."""
    if form.name in ("text", "markdown"):
        parts = [text for _, text in entries(references, style, locale, form)]
        return ("\n\n".join(parts) + "\n").encode() if parts else b""
    if form.name in ("docx", "odt") and scripts.any_from_right(references, locale):
        return _directed(references, style, locale, form)
    made = _made(references, style, locale, form, "whole", standalone=True)
    return typesetting.pdf(made, tell) if form.name == "pdf" else made


def _directed(references: Sequence[Reference], style: Style, locale: str, form: Form) -> bytes:
    """A document of a word processor in which each entry has the direction of its text; that takes a run more."""
    tree = json.loads(_made(references, style, locale, replace(form, writer="json"), "whole"))
    blocks = scripts.directed(tree["blocks"], opendocument.DIRECTED if form.name == "odt" else {})
    is_from_right = locale.partition("-")[0] in scripts.RIGHT_TO_LEFT
    said = {name: {"t": "MetaString", "c": text} for name, text in (("lang", locale), ("dir", "rtl" * is_from_right)) if text}
    given = json.dumps(tree | {"blocks": blocks, "meta": said}, ensure_ascii=False)
    variables = typesetting.variables(locale)
    made = pandoc.run(given, len(references), form.writer, reader="json", variables=variables, standalone=True, template=template(form))
    return opendocument.finished(made, opendocument.DIRECTED.values(), is_from_right) if form.name == "odt" else made


def fragment(references: Sequence[Reference], style: Style, locale: str, form: Form) -> str:
    """A bibliography in HTML to put into a page."""
    return _made(references, style, locale, form, "whole").decode().strip()


def _pieces(written: bytes) -> list[tuple[int, str]]:
    _, *marked = _MARK.split(written.decode("utf-8").replace("\r\n", "\n"))
    return [(int(number) - 1, text.strip()) for number, text in zip(marked[::2], marked[1::2], strict=True)]


def _made(
    references: Sequence[Reference],
    style: Style,
    locale: str,
    form: Form,
    asked: str,
    locator: str = "",
    *,
    standalone: bool = False,
    writers: str = "",
) -> bytes:
    items, text = described(references, style)
    said = [("asked", asked), ("lang", locale), ("locator", locator), ("writers", writers)]
    if standalone:
        said.append(("pagetitle", "Bibliography"))
    made = _remembered if len(references) == 1 else _run
    return made(items, len(references), text, form.writer, tuple(pair for pair in said if pair[1]), form if standalone else None)


def described(references: Sequence[Reference], style: Style) -> tuple[str, str]:
    """References in JSON under their numbers, from 1, as far as the style prints them, and the text of the style.

    Raises BadRequest for more references than a bibliography may have.
    """
    if len(references) > MOST:
        raise BadRequest(f"A bibliography has at most {MOST:,} references; narrow the search down.")
    text = style.text()
    return json.dumps(_numbered(references, text), ensure_ascii=False), text


def _numbered(references: Sequence[Reference], style: str) -> list[Reference]:
    """The references under numbers, without what the style does not print."""
    left_out = {name for name in _ANNOTATIONS if not re.search(rf'variable="[^"]*\b{name}\b', style)} | {"custom"}
    return [
        {name: value for name, value in reference.items() if name not in left_out} | {"id": str(number)}
        for number, reference in enumerate(references, 1)
    ]


def _run(items: str, count: int, style: str, writer: str, said: tuple[tuple[str, str], ...], whole: Form | None) -> bytes:
    more: dict[str, Any] = {}
    if whole:
        more = {"variables": [*typesetting.variables(dict(said).get("lang", "")), ("hanging", "true")], "template": template(whole)}
    return pandoc.run(items, count, writer, style=style, metadata=said, standalone=bool(whole), **more)


_remembered = lru_cache(maxsize=512)(_run)  # single references, as they are looked at again and again
