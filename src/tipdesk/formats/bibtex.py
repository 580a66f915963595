"""BibTeX and BibLaTeX: one reader for both dialects, a writer for each.

What was read and not edited is written back to the character; of what was edited, only the fields that were.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial

from tipdesk.domain.publication import Problem, Publication, Source
from tipdesk.formats import bibtex_entries, bibtex_reading, bibtex_writing, latex
from tipdesk.formats import bibtex_syntax as syntax
from tipdesk.formats import bibtex_tables as tables
from tipdesk.formats.base import Format
from tipdesk.formats.bibtex_inheritance import XDATA, Parents
from tipdesk.formats.bibtex_macros import MAX_STEPS, MAX_VALUE, Macros
from tipdesk.formats.bibtex_syntax import Block, RawField
from tipdesk.formats.clean import clean, over_limit


class _Context:
    """What the entries of a text lean on: its @strings and @preambles so far, the entries that others refer to, its comments."""

    def __init__(self, text: str) -> None:
        self.macros = Macros(text)
        self.parents = Parents(text)
        self._preambles: list[str] = []
        self._before: list[str] = []  # definitions and comments since the last entry

    def add(self, block: Block) -> None:
        """Take in a block that is no record."""
        (self._preambles if block.kind == syntax.PREAMBLE else self._before).append(block.text)
        if block.kind == syntax.STRING:
            self.macros.define(block)

    def of(self, fields: list[RawField], parents: list[str]) -> str:
        """The texts that an entry with these fields and parents leans on, and what stands right before it."""
        needed = [text for name in _macros(fields) for text in self.macros.needed(name)]
        found = dict.fromkeys((*self._preambles, *needed, *self._before, *parents))
        self._before = []
        return "\n".join(found)

    def rest(self) -> list[str]:
        """What stands behind the last entry."""
        return self._before


def _macros(fields: list[RawField]) -> list[str]:
    """The names, in lower case, of the macros in fields."""
    leaning = (field.value for field in fields if field.value[0] not in '{"' or "#" in field.value)
    return [piece.lower() for value in leaning for piece in syntax.pieces(value) if syntax.is_macro(piece)]


def read(text: str) -> Iterator[Publication | Problem]:
    """The publications and problems of a text, in order. A text without any entry gives nothing."""
    text, problems = clean(text)
    yield from problems
    context = _Context(text)
    last: Publication | Problem | None = None  # held back: what stands behind the last entry goes with it
    for block in bibtex_entries.blocks(text):
        if _is_definition(block):
            context.add(block)
            continue
        if last is not None:
            yield last
        last = Problem(block.line, block.reason, block.text) if block.kind == syntax.BROKEN else _publication(block, context)[0]
    if isinstance(last, Publication) and last.source is not None and context.rest():
        texts = "\n".join(dict.fromkeys(filter(None, (last.source.context, *context.rest()))))
        last = replace(last, source=replace(last.source, context=texts))
    if last is not None:
        yield last


def _is_definition(block: Block) -> bool:
    return block.kind not in (syntax.ENTRY, syntax.BROKEN) or (block.type == XDATA and block.kind == syntax.ENTRY)


def _publication(block: Block, context: _Context) -> tuple[Publication | Problem, dict[str, str]]:
    fields = block.fields or []
    if not fields and not block.key:
        return Problem(block.line, f"This @{block.type or 'entry'} holds no field that can be read.", block.text), {}
    if reason := over_limit(block.key, [field.value for field in fields]):
        return Problem(block.line, reason, block.text[:1000]), {}
    inherited, parents = context.parents.of(block)
    if too_much := [name for name in _macros([*fields, *inherited]) if context.macros.is_too_much(name)]:
        reason = f"The @string {too_much[0][:50]} stands for too much: over {MAX_VALUE:,} characters or {MAX_STEPS:,} pieces."
        return Problem(block.line, reason, block.text[:1000]), {}
    source = Source("bibtex", block.text, context.of([*fields, *inherited], parents), block.line)
    return bibtex_reading.read(block.type, block.key, fields, context.macros, source, inherited)


def _reread(source: Source) -> tuple[Publication, dict[str, str], Block] | None:
    """What the text that a record came from says."""
    context = _Context(f"{source.context}\n{source.text}")
    for block in _blocks(source.context):
        if _is_definition(block):
            context.add(block)
    found = [block for block in bibtex_entries.blocks(source.text) if block.kind != syntax.BROKEN]
    if len(found) != 1 or found[0].kind != syntax.ENTRY:
        return None
    publication, used = _publication(found[0], context)
    return None if isinstance(publication, Problem) else (publication, used, found[0])


def write(dialect: str, publications: Iterable[Publication]) -> Iterator[str]:
    """Each publication's entry; before it, once, the definitions that its text leans on.

    The entries that others refer to come at the end, as BibTeX wants it, if they are not among the publications.
    """
    defined: dict[str, str] = {}
    written: set[str] = set()
    parents: dict[str, str] = {}
    for publication in publications:
        context, text = _written(publication, dialect)
        for block in _blocks(context):
            if block.kind == syntax.ENTRY and block.type != XDATA:
                parents.setdefault(block.key.lower(), block.text)
                continue
            name = _name(block)
            if defined.get(name) != block.text:
                defined[name] = block.text
                yield block.text + "\n\n"
        written.add(syntax.key_of(text).lower())
        yield text + "\n\n"
    for key, text in parents.items():
        if key not in written:
            yield text + "\n\n"


def _written(publication: Publication, dialect: str) -> tuple[str, str]:
    """An entry and what it leans on: the text that it came from, with what was edited put in, or else made anew."""
    source = publication.source
    if source is None or source.format != "bibtex" or (found := _reread(source)) is None:
        return "", bibtex_writing.entry(publication, dialect)
    old, used, block = found
    new = publication.without_private_notes()
    entries = [block, *(piece for piece in _blocks(source.context) if piece.kind == syntax.ENTRY)]
    if not any(_is_other_dialect(entry, dialect) for entry in entries):
        if old == new:
            return source.context, source.text
        text = bibtex_writing.patched(source.text, old, new, used, dialect, _titles(source, block))
        again = _reread(Source("bibtex", text, source.context))
        if again is not None and again[0] == new:
            return source.context, text
    return "", bibtex_writing.entry(publication, dialect, _titles(source, block))


# What only packages define, or LaTeX takes for something else.
_UNSOUND = re.compile(r"\\(?:mkbib|enquote|hyphen|autocap|bibstring|textquote)|(?<!\\)[&%#_]")


def _titles(source: Source, block: Block) -> dict[str, str]:
    """The titles of an entry as they are written, by their text: braces that somebody set are kept where all else is made anew."""
    context = _Context(source.context)
    for piece in _blocks(source.context):
        if piece.kind == syntax.STRING:
            context.add(piece)
    raw = (
        latex.unwrap(syntax.evaluate(field.value, context.macros))
        for field in block.fields or ()
        if field.name.lower() in ("title", "subtitle", "booktitle", "journal", "journaltitle")
    )
    return {latex.decode(value, markup=True): value for value in raw if latex.is_balanced(value) and not _UNSOUND.search(value)}


def _is_other_dialect(block: Block, dialect: str) -> bool:
    """Is this entry clearly of the other dialect, so that the one asked for could not use it?"""
    names = {field.name.lower() for field in block.fields or ()}
    only_date = "date" in names and "year" not in names
    if dialect == tables.BIBTEX:
        foreign = only_date or "xdata" in names or block.type in tables.ONLY_BIBLATEX_TYPES
        return foreign or any(theirs in names and ours not in names for ours, theirs in tables.SAME_FIELDS.items())
    foreign = block.type in tables.ONLY_BIBTEX_TYPES or bool(names & tables.ONLY_BIBTEX_FIELDS)
    return foreign and not only_date and not names & tables.BIBLATEX_SIGNS


def _blocks(context: str) -> list[Block]:
    return list(bibtex_entries.blocks(context)) if context else []


def _name(block: Block) -> str:
    """What a definition defines; a preamble, comment or xdata is itself."""
    found = syntax.definition(block.text) if block.kind == syntax.STRING else None
    return found[0] if found else block.text


def _recognises(text: str) -> bool:
    return re.search(r"(?m)^\s*@[ \t]*[A-Za-z]+\s*[{(]\s*[^\s,={}]*\s*[,=\"{]", text) is not None


_write_bibtex: Callable[[Iterable[Publication]], Iterator[str]] = partial(write, tables.BIBTEX)
_write_biblatex: Callable[[Iterable[Publication]], Iterator[str]] = partial(write, tables.BIBLATEX)
BIBTEX = Format("bibtex", "BibTeX", (".bib",), read, _write_bibtex, _recognises)
BIBLATEX = Format("biblatex", "BibLaTeX", (), read, _write_biblatex, _recognises)
