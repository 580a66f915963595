"""The publication and what belongs to it: immutable values that every other room speaks in."""

from dataclasses import dataclass, field, replace

from tipdesk.domain import aliases, dates, names
from tipdesk.domain.names import Contributor
from tipdesk.domain.text import leave_out_controls


@dataclass(frozen=True, slots=True)
class Note:
    """A remark about a publication, in Markdown; private unless the user says otherwise. Control characters are left out."""

    text: str
    public: bool = False

    def __post_init__(self) -> None:
        leave_out_controls(self)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a record came from: the format's name, its text to the character, and what that text leans on.

    `context` holds the definitions outside the record that it needs (BibTeX's @string and @preamble, a CSV header) and, behind
    a form feed, what stood after it at the end of its file; `line` is where it began in its file, from 1.
    """

    format: str
    text: str
    context: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One bibliographic record.

    Two are equal when their content is: what identifies or dates a record inside one library, and the text that it came
    from, do not count. `date` and `accessed` are EDTF text. `extra` holds fields that tipdesk has no name for, in order.
    """

    key: str = ""
    kind: str = "other"
    title: str = ""
    subtitle: str = ""
    contributors: tuple[Contributor, ...] = ()
    date: str = ""
    abstract: str = ""
    publisher: str = ""
    place: str = ""
    container: str = ""
    series: str = ""
    number: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    edition: str = ""
    languages: tuple[str, ...] = ()
    doi: str = ""
    isbn: str = ""
    issn: str = ""
    url: str = ""
    accessed: str = ""
    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()
    id: int = field(default=0, compare=False)
    uid: str = field(default="", compare=False)
    added: str = field(default="", compare=False)
    modified: str = field(default="", compare=False)
    trashed: bool = field(default=False, compare=False)
    source: Source | None = field(default=None, compare=False)

    @property
    def year(self) -> int | None:
        """The year of issue, or None for no date."""
        return dates.year_of(self.date)

    @property
    def byline(self) -> str:
        """Who made it, in one line."""
        return names.byline(self.contributors)

    @property
    def aliases(self) -> tuple[str, ...]:
        """Older citation keys, by which it is found and cited too."""
        return aliases.of(self.extra)

    def without_private_notes(self) -> "Publication":
        """The same publication as it may leave the desk."""
        public = tuple(note for note in self.notes if note.public)
        return self if public == self.notes else replace(self, notes=public)


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of an input that could not be read or written whole: where (line from 1, 0 for nowhere), why, and its text."""

    line: int
    reason: str
    text: str = ""
