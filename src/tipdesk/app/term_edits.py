"""Edits of the vocabularies: terms added, moved, given other names and codes; vocabularies of the user's own; places settled."""

from dataclasses import dataclass

from tipdesk.domain.own_vocabularies import name_of
from tipdesk.domain.vocabularies import OWN
from tipdesk.storage import own_vocabularies, publications, term_edits
from tipdesk.storage.connection import Connection


@dataclass(frozen=True, slots=True)
class SetTerms:
    """File publications under these terms of a vocabulary of the user's own, and no others of it."""

    ids: tuple[int, ...]
    vocabulary: str
    names: tuple[str, ...]

    @property
    def label(self) -> str:
        """`Edit audience of 3 publications`."""
        return f"Edit {self.vocabulary}" if len(self.ids) == 1 else f"Edit {self.vocabulary} of {len(self.ids)} publications"

    def apply(self, conn: Connection) -> None:
        """Terms that are not there yet are made."""
        there = publications.existing(conn, self.ids)
        publications.set_terms(conn, there, self.vocabulary, self.names)
        publications.touch(conn, there)


@dataclass(frozen=True, slots=True)
class AddTerm:
    """Add a term to a vocabulary, below another one if its id is given; a tag's name is its path."""

    vocabulary: str
    name: str
    parent: int | None = None

    @property
    def label(self) -> str:
        """`Add judges`."""
        return f"Add {self.name}"

    def apply(self, conn: Connection) -> None:
        """Raises BadRequest for a name that is empty or taken."""
        term_edits.add(conn, self.vocabulary, self.name.strip(), self.parent)


@dataclass(frozen=True, slots=True)
class MoveTerms:
    """Put terms below another one of their vocabulary (countries below a region), or at the top (None)."""

    ids: tuple[int, ...]
    parent: int | None = None
    label: str = "Move term"

    def apply(self, conn: Connection) -> None:
        """Raises BadRequest for a term below itself."""
        for number in self.ids:
            term_edits.move(conn, number, self.parent)


@dataclass(frozen=True, slots=True)
class SetAliases:
    """Give a term these other names."""

    id: int
    names: tuple[str, ...]
    label: str = "Change other names"

    def apply(self, conn: Connection) -> None:
        """Raises BadRequest for a name of another term of the vocabulary."""
        term_edits.set_aliases(conn, self.id, self.names)


@dataclass(frozen=True, slots=True)
class SetCode:
    """Give a term a code, or none ("")."""

    id: int
    code: str
    label: str = "Change code"

    def apply(self, conn: Connection) -> None:
        """Publications are not touched."""
        term_edits.set_code(conn, self.id, self.code)


@dataclass(frozen=True, slots=True)
class KeepPlace:
    """Settle a country or region that no standard knows as one of the library's own."""

    id: int
    label: str = "Keep place"

    def apply(self, conn: Connection) -> None:
        """It gets the code OWN."""
        term_edits.set_code(conn, self.id, OWN)


@dataclass(frozen=True, slots=True)
class MakeRegion:
    """Turn a country into a region of that name; publications go along."""

    id: int
    label: str = "Make region"

    def apply(self, conn: Connection) -> None:
        """It is merged with a region that has the name already."""
        term_edits.make_region(conn, self.id)


@dataclass(frozen=True, slots=True)
class AddVocabulary:
    """Make a vocabulary of the user's own; what publications hold in other fields of its name becomes its terms."""

    shown: str

    @property
    def label(self) -> str:
        """`Add vocabulary Audience`."""
        return f"Add vocabulary {self.shown}"

    @property
    def name(self) -> str:
        """What it will be called by searches and files."""
        return name_of(self.shown)

    def apply(self, conn: Connection) -> None:
        """Raises BadRequest for what cannot name a vocabulary, or does already."""
        own_vocabularies.add(conn, self.shown)


@dataclass(frozen=True, slots=True)
class RenameVocabulary:
    """Show a vocabulary under another label; searches and files keep calling it as before."""

    id: int
    shown: str

    @property
    def label(self) -> str:
        """`Rename vocabulary to Readers`."""
        return f"Rename vocabulary to {self.shown}"

    def apply(self, conn: Connection) -> None:
        """Raises BadRequest for what cannot name a vocabulary, or does already."""
        own_vocabularies.rename(conn, self.id, self.shown)


@dataclass(frozen=True, slots=True)
class DeleteVocabulary:
    """Delete a vocabulary of the user's own with its terms."""

    id: int
    label: str = "Delete vocabulary"

    def apply(self, conn: Connection) -> None:
        """The publications stay."""
        own_vocabularies.remove(conn, self.id)
