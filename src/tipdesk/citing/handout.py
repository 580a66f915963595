"""A reading list as a document: a tree as pandoc reads it, into which the entries of its readings are put.

The tree is made of values and never of text in any markup, so that nothing in a list can be taken for markup. The entries come from a
run of pandoc of their own: to take the whole document through a filter costs more.
"""

import copy
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tipdesk.citing import bibliography, opendocument, pandoc, scripts, typesetting
from tipdesk.citing.bibliography import Form, Reference
from tipdesk.citing.styles import Style
from tipdesk.citing.words import Words, duration, of
from tipdesk.domain.reading import Item, ReadingList, importances, places, totals

PARTS = ("abstracts", "annotations", "tasks", "times")
BY_SECTION, BY_IMPORTANCE = GROUPS = ("section", "importance")
_API = [1, 23, 1]  # the version of pandoc's types that the tree is in
_STYLES = {  # of the kinds of paragraphs, in DOCX and ODT
    "list-details": "Reading List Details", "totals": "Reading Time", "reading": "Reading", "details": "Reading Details",
    "abstract": "Reading Abstract", "task": "Reading Task", "annotation": "Reading Annotation", "private-note": "Reading Private Note",
}  # fmt: skip
_MARKED = ("html", "docx", "odt", "pdf")  # forms that can say of a word which language it is in

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Options:
    """What of a list is in its handout: grouped how, without which of PARTS, and whether its private notes are let out."""

    group: str = BY_SECTION
    without: frozenset[str] = frozenset()
    private_notes: bool = False


@dataclass(frozen=True, slots=True)
class Readings:
    """The readings of a list by citation key: as references in CSL-JSON, their abstracts and languages."""

    references: Mapping[str, Reference]
    abstracts: Mapping[str, str]
    languages: Mapping[str, str]


def document(
    whole: ReadingList,
    readings: Readings,
    style: Style,
    locale: str,
    form: Form,
    options: Options,
    reference_document: Path | None = None,
    tell: Callable[[str], None] = lambda sentence: None,
) -> bytes:
    """A file that holds the handout. `reference_document` is one whose styles a DOCX or ODT takes; `tell` hears what is not perfect.

    Raises BadRequest for a style without a bibliography, SystemRefused where pandoc or typst cannot do it.
    """
    entries = dict(zip(readings.references, bibliography.trees(list(readings.references.values()), style, locale), strict=True))
    headed = form.name in ("docx", "odt", "rtf", "pdf")  # the title is the document's own, not its first heading
    from_right = locale.partition("-")[0] in scripts.RIGHT_TO_LEFT
    maker = _Maker(readings, entries, of(locale), options, int(not headed), form, form.name in _MARKED and not from_right)
    meta = {"lang": locale or "en", "pagetitle": whole.title} | ({"title": whole.title} if headed else {})
    tree = {
        "pandoc-api-version": _API,
        "meta": {name: {"t": "MetaString", "c": value} for name, value in (meta | ({"dir": "rtl"} if from_right else {})).items()},
        "blocks": list(maker.blocks(whole)),
    }
    told = [*typesetting.variables(locale), *(("headed", "true"),) * headed, *(("rtl", "true"),) * from_right]
    made = pandoc.run(
        json.dumps(tree, ensure_ascii=False),
        len(entries),
        form.writer,
        reader="json",
        variables=told,
        standalone=form.name not in ("text", "markdown"),
        template=bibliography.template(form),
        reference_document=reference_document,
    )
    if form.name == "odt":
        return opendocument.finished(made, _STYLES.values(), from_right)
    return typesetting.pdf(made, tell) if form.name == "pdf" else made


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the blocks; headings begin below level `above`, and scripts are marked where `marks` says so."""

    readings: Readings
    entries: Mapping[str, list[Node]]
    words: Words
    options: Options
    above: int
    form: Form
    marks: bool

    def blocks(self, whole: ReadingList) -> Iterator[Node]:
        if self.above:
            yield self._header(1, whole.title)
        yield from self._head(whole)
        if self.options.group == BY_SECTION:
            titled: list[bool] = []  # the sections that this one lies in: a heading is one level below the last one above it
            for place in places(whole):
                section = place.section
                titled[place.depth :] = [bool(section.title)]
                if section.title:
                    yield self._header(sum(titled) + self.above, section.title)
                yield from self._paragraphs(section.description)
                if section.title:  # else nothing says what these times are the sum of
                    yield from self._time(totals(section).minutes)
                yield from self._listed(section.items)
        else:
            for name in (*importances(whole), ""):
                chosen = [
                    item for place in places(whole) for item in place.section.items if item.key in self.entries and item.importance == name
                ]
                if chosen:
                    yield self._header(1 + self.above, self.words.importances.get(name, name) or "…")
                    yield from self._listed(chosen)

    def _head(self, whole: ReadingList) -> Iterator[Node]:
        words = self.words
        said = [(words.audience, whole.audience), (words.owner, whole.owner), (words.period, whole.period)]
        lines = [self._labelled(label, self._inlines(text)) for label, text in said if text]
        if whole.status == "draft":
            lines.insert(0, [_strong(self._inlines(words.draft))])
        if lines:
            yield from self._div([_para(_joined(lines, _BREAK))], "list-details")
        yield from self._paragraphs(whole.description)
        yield from self._time(totals(whole).minutes)

    def _time(self, minutes: int) -> Iterator[Node]:
        if minutes and "times" not in self.options.without:
            text = f"{self.words.time}{self.words.colon}{duration(minutes, self.words)}"
            yield from self._div([_para(self._inlines(text))], "totals")

    def _listed(self, items: Sequence[Item]) -> Iterator[Node]:
        """Readings as items of lists, and the texts between them as paragraphs."""
        waiting: list[list[Node]] = []
        for item in items:
            if item.key in self.entries:
                waiting.append(list(self._reading(item)))
            elif not item.key:
                if waiting:
                    yield {"t": "BulletList", "c": waiting}
                    waiting = []
                yield from self._paragraphs(item.text)
                yield from self._details(item)
        if waiting:
            yield {"t": "BulletList", "c": waiting}

    def _reading(self, item: Item) -> Iterator[Node]:
        own = self.readings.languages.get(item.key, "")
        yield from self._div(_entry(self.entries[item.key], self._mark(own)), "reading")
        yield from self._paragraphs(item.text)
        yield from self._details(item)
        if "abstracts" not in self.options.without:
            abstract = self.readings.abstracts.get(item.key, "")
            yield from self._said(self.words.abstract, abstract, "abstract", own)

    def _details(self, item: Item) -> Iterator[Node]:
        words, without = self.words, self.options.without
        parts = []
        if self.options.group == BY_SECTION and item.key and item.importance:
            parts.append([_strong(self._inlines(words.importances.get(item.importance, item.importance)))])
        if item.pages:
            parts.append(self._inlines(f"{words.read}{words.colon}{item.pages}"))
        if item.minutes is not None and "times" not in without:
            parts.append(self._inlines(duration(item.minutes, words)))
        if parts:
            yield from self._div([_para(_joined(parts, _str(" · ")))], "details")
        if "tasks" not in without:
            yield from self._said(words.task, item.task, "task")
        if "annotations" not in without:
            yield from self._said("", item.annotation, "annotation")
        if self.options.private_notes:
            yield from self._said(words.private_note, item.private_note, "private-note")

    def _said(self, label: str, text: str, kind: str, own: str = "") -> Iterator[Node]:
        found = self._paragraphs(text, own)
        if found and label:
            found[0] = _para(self._labelled(label, found[0]["c"]))
        if found:
            yield from self._div(found, kind)

    def _labelled(self, label: str, inlines: list[Node]) -> list[Node]:
        return [_strong(self._inlines(label + self.words.colon.rstrip(" "))), _SPACE, *inlines]

    def _header(self, level: int, text: str) -> Node:
        return {"t": "Header", "c": [level, ["", [], []], self._inlines(text)]}

    def _paragraphs(self, text: str, own: str = "") -> list[Node]:
        parts = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n"))
        return [_para(self._inlines(part.strip(), own)) for part in parts if part.strip()]

    def _inlines(self, text: str, own: str = "") -> list[Node]:
        """The words of a text, with its line ends."""
        lines = [_joined([[_str(word)] for word in re.split(r"[ \t]+", line.strip(" \t")) if word], _SPACE) for line in text.splitlines()]
        found = _joined(lines, _BREAK)
        return self._mark(own)(found) if scripts.is_told(text) else found

    def _mark(self, own: str) -> Callable[[list[Node]], list[Node]]:
        return (lambda inlines: scripts.mark(inlines, own, self.form.writer)) if self.marks else (lambda inlines: inlines)

    def _div(self, blocks: list[Node], kind: str) -> list[Node]:
        """Blocks of one kind, as far as the form has classes or styles for it."""
        if self.form.name not in ("html", "docx", "odt"):
            return blocks
        style = _STYLES[kind] if self.form.name == "docx" else opendocument.style_name(_STYLES[kind])
        said = [["custom-style", style]] if self.form.name != "html" else []
        return [{"t": "Div", "c": [["", [kind], said], blocks]}]


# -- the nodes of the tree

_SPACE: Node = {"t": "Space"}
_BREAK: Node = {"t": "LineBreak"}


def _str(text: str) -> Node:
    return {"t": "Str", "c": text}


def _strong(inlines: list[Node]) -> Node:
    return {"t": "Strong", "c": inlines}


def _para(inlines: list[Node]) -> Node:
    return {"t": "Para", "c": inlines}


def _joined(parts: Sequence[Sequence[Node]], between: Node) -> list[Node]:
    return [node for number, part in enumerate(parts) for node in ([between] if number else []) + list(part)]


def _entry(blocks: list[Node], mark: Callable[[list[Node]], list[Node]]) -> list[Node]:
    """An entry without spans, the one with the style's number with all that is in it, and with its scripts marked."""
    waiting: list[list[Any]] = [made := copy.copy(blocks)]
    while waiting:
        nodes = waiting.pop()
        if nodes and isinstance(nodes[0], dict):
            while any(_is_span(node) for node in nodes):
                nodes[:] = [inner for node in nodes for inner in (_inside(node) if _is_span(node) else [node])]
            nodes[:] = mark(nodes)
        for node in nodes:
            inside = node if isinstance(node, list) else node.get("c") if isinstance(node, dict) and not _is_span(node) else None
            if isinstance(inside, list):
                waiting.append(inside)
    return made


def _is_span(node: Any) -> bool:
    return isinstance(node, dict) and node.get("t") == "Span"


def _inside(span: Node) -> list[Node]:
    return [] if "csl-left-margin" in span["c"][0][1] else span["c"][1]
