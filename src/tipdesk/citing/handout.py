"""A reading list as a document: a tree as pandoc reads it, into which the entries of its readings are put.

The tree is made of values and never of text in any markup, so that nothing in a list can be taken for markup.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tipdesk.citing import bibliography, pandoc, typesetting
from tipdesk.citing.bibliography import Form, Reference
from tipdesk.citing.styles import Style
from tipdesk.citing.words import Words, duration, of
from tipdesk.domain.reading import Item, ReadingList, importances, places, totals

PARTS = ("abstracts", "annotations", "tasks", "times")
BY_SECTION, BY_IMPORTANCE = GROUPS = ("section", "importance")
_API = [1, 23, 1]  # the version of pandoc's types that the tree is in
_REPEATED = re.compile(r'\ssubsequent-author-substitute(-rule)?="[^"]*"')  # a dash for the author of the entry before
_RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")

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
    bibliography.check(style, len(readings.references))
    keys = list(readings.references)
    headed = form.name in ("docx", "odt", "rtf", "pdf")  # the title is the document's own, not its first heading
    language = locale.partition("-")[0] or "en"
    maker = _Maker(readings, {key: str(number) for number, key in enumerate(keys, 1)}, of(locale), options, int(not headed))
    items = [{**readings.references[key], "id": str(number)} for number, key in enumerate(keys, 1)]
    meta = {"items": json.dumps(items, ensure_ascii=False), "lang": locale or "en", "pagetitle": whole.title}
    if headed:
        meta["title"] = whole.title
    if language in _RIGHT_TO_LEFT:
        meta["dir"] = "rtl"
    tree = {
        "pandoc-api-version": _API,
        "meta": {name: {"t": "MetaString", "c": value} for name, value in meta.items()},
        "blocks": [*([_header(1, whole.title)] if not headed else []), *maker.blocks(whole)],
    }
    told = typesetting.variables(locale)
    told += [(name, "true") for name, there in (("headed", True), ("rtl", language in _RIGHT_TO_LEFT)) if there]
    made = pandoc.run(
        json.dumps(tree, ensure_ascii=False),
        len(keys),
        _REPEATED.sub("", style.text()),
        form.writer,
        filter_name="handout.lua",
        reader="json",
        variables=told,
        standalone=True,
        template=bibliography.template(form),
        reference_document=reference_document,
    )
    return typesetting.pdf(made, tell) if form.name == "pdf" else made


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the blocks; `numbers` are those of the entries by citation key, headings begin below level `above`."""

    readings: Readings
    numbers: Mapping[str, str]
    words: Words
    options: Options
    above: int

    def blocks(self, whole: ReadingList) -> Iterator[Node]:
        yield from self._head(whole)
        if self.options.group == BY_SECTION:
            for place in places(whole):
                section = place.section
                if section.title:
                    yield _header(place.depth + 1 + self.above, section.title)
                yield from _paragraphs(section.description)
                yield from self._time(totals(section).minutes)
                yield from self._listed(section.items)
        else:
            for name in (*importances(whole), ""):
                chosen = [item for place in places(whole) for item in place.section.items if item.key and item.importance == name]
                if chosen:
                    yield _header(1 + self.above, self._importance(name) or "…")
                    yield from self._listed(chosen)

    def _head(self, whole: ReadingList) -> Iterator[Node]:
        words = self.words
        said = [(words.audience, whole.audience), (words.owner, whole.owner), (words.period, whole.period)]
        lines = [[*_strong(label + words.colon.rstrip(" ")), _SPACE, *_inlines(text)] for label, text in said if text]
        if whole.status == "draft":
            lines.insert(0, _strong(words.draft))
        if lines:
            yield _div([_para(_joined(lines, {"t": "LineBreak"}))], "list-details", "Reading List Details")
        yield from _paragraphs(whole.description)
        yield from self._time(totals(whole).minutes)

    def _time(self, minutes: int) -> Iterator[Node]:
        if minutes and "times" not in self.options.without:
            text = f"{self.words.time}{self.words.colon}{duration(minutes, self.words)}"
            yield _div([_para(_inlines(text))], "totals", "Reading Time")

    def _listed(self, items: Sequence[Item]) -> Iterator[Node]:
        """Readings as items of lists, and the texts between them as paragraphs."""
        waiting: list[list[Node]] = []
        for item in items:
            if item.key in self.numbers:
                waiting.append(list(self._reading(item)))
            elif not item.key:
                if waiting:
                    yield {"t": "BulletList", "c": waiting}
                    waiting = []
                yield from self._text(item)
        if waiting:
            yield {"t": "BulletList", "c": waiting}

    def _text(self, item: Item) -> Iterator[Node]:
        yield from _paragraphs(item.text)
        yield from self._details(item)

    def _reading(self, item: Item) -> Iterator[Node]:
        language = self.readings.languages.get(item.key, "")
        yield {"t": "Div", "c": [["", ["reading"], [["ref", self.numbers[item.key]], ["lang", language], ["custom-style", "Reading"]]], []]}
        yield from _paragraphs(item.text)
        yield from self._details(item)
        if "abstracts" not in self.options.without:
            yield from self._said(self.words.abstract, self.readings.abstracts.get(item.key, ""), "abstract", "Reading Abstract")

    def _details(self, item: Item) -> Iterator[Node]:
        words, without = self.words, self.options.without
        rank = self._importance(item.importance) if self.options.group == BY_SECTION and item.key else ""
        parts = [_strong(rank)] if rank else []
        if item.pages:
            parts.append(_inlines(f"{words.read}{words.colon}{item.pages}"))
        if item.minutes is not None and "times" not in without:
            parts.append(_inlines(duration(item.minutes, words)))
        if parts:
            yield _div([_para(_joined(parts, _str(" · ")))], "details", "Reading Details")
        if "tasks" not in without:
            yield from self._said(words.task, item.task, "task", "Reading Task")
        if "annotations" not in without:
            yield from self._said("", item.annotation, "annotation", "Reading Annotation")
        if self.options.private_notes:
            yield from self._said(words.private_note, item.private_note, "private-note", "Reading Private Note")

    def _said(self, label: str, text: str, kind: str, style: str) -> Iterator[Node]:
        found = _paragraphs(text)
        if found and label:
            found[0]["c"] = [*_strong(label + self.words.colon.rstrip(" ")), _SPACE, *found[0]["c"]]
        if found:
            yield _div(found, kind, style)

    def _importance(self, name: str) -> str:
        return self.words.importances.get(name, name)


# -- the nodes of the tree

_SPACE: Node = {"t": "Space"}


def _str(text: str) -> Node:
    return {"t": "Str", "c": text}


def _strong(text: str) -> list[Node]:
    return [{"t": "Strong", "c": _inlines(text)}]


def _joined(parts: Sequence[Sequence[Node]], between: Node) -> list[Node]:
    return [node for number, part in enumerate(parts) for node in ([between] if number else []) + list(part)]


def _inlines(text: str) -> list[Node]:
    """The words of a text, with its line ends."""
    lines = [_joined([[_str(word)] for word in re.split(r"[ \t]+", line.strip(" \t")) if word], _SPACE) for line in text.splitlines()]
    return _joined(lines, {"t": "LineBreak"})


def _para(inlines: list[Node]) -> Node:
    return {"t": "Para", "c": inlines}


def _paragraphs(text: str) -> list[Node]:
    return [_para(_inlines(part.strip())) for part in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n")) if part.strip()]


def _header(level: int, text: str) -> Node:
    return {"t": "Header", "c": [level, ["", [], []], _inlines(text)]}


def _div(blocks: list[Node], kind: str, style: str) -> Node:
    return {"t": "Div", "c": [["", [kind], [["custom-style", style]]], blocks]}
