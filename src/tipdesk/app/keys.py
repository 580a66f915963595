"""Citation keys of a library made anew by its formula, pinned, and older ones forgotten."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from tipdesk.app.library import Library
from tipdesk.domain import aliases, citekey
from tipdesk.domain.errors import BadRequest
from tipdesk.domain.identifiers import fold_key
from tipdesk.domain.progress import SILENT, Progress
from tipdesk.domain.publication import Publication
from tipdesk.storage import keys, links, publications
from tipdesk.storage.connection import Connection


@dataclass(frozen=True, slots=True)
class NewKey:
    """A publication, the key that it has, and the one that it would get."""

    id: int
    old: str
    new: str


def formula(library: Library) -> str:
    """The formula of a library's keys."""
    with library.reading() as conn:
        return keys.formula(conn) or citekey.DEFAULT


def pinned(library: Library, ids: Collection[int]) -> set[int]:
    """Those of these publications whose keys are pinned: they came from a file, or were set by hand."""
    with library.reading() as conn:
        return keys.pinned(conn).intersection(ids)


def formula_of_better(library: Library, publication: Publication) -> str:
    """The library's formula, if it made the publication's key of nothing and would make another one now; else empty."""
    with library.reading() as conn:
        text = keys.formula(conn) or citekey.DEFAULT
        chosen = citekey.formula(text)
        is_better = chosen.made(publication.key, Publication()) and not chosen.made(publication.key, publication)
        return text if is_better and publication.id not in keys.pinned(conn) else ""


def carry(source: Library, into: Library) -> None:
    """Give a copy of a library its formula, and let go the keys that are not pinned."""
    with source.reading() as conn:
        formula, free = keys.formula(conn), keys.unpinned(conn)
    into.apply(MakeKeys((), formula))
    into.apply(PinKeys(tuple(into.ids_by_key(free).values()), pinned=False))


def preview(library: Library, ids: Sequence[int], formula: str, progress: Progress = SILENT) -> list[NewKey]:
    """What `MakeKeys` would change. Raises BadRequest for what is no formula."""
    with library.reading(progress) as conn:
        return list(_new_keys(conn, ids, formula))


def _new_keys(conn: Connection, ids: Sequence[int], formula: str) -> Iterator[NewKey]:
    """The keys that change, by id. A key that the formula gives stays with its suffix; one that another publication has or had gets one."""
    chosen = citekey.formula(formula)
    left = keys.pinned(conn)
    given: set[str] = set()

    def taken(wanted: Sequence[str]) -> Collection[str]:
        return given.intersection(wanted) | keys.owners(conn, wanted).keys()

    distinct = citekey.Distinct(taken)
    for batch in publications.batches([number for number in sorted(ids) if number not in left]):
        moving = [(p, wanted) for p in publications.load(conn, batch) if not chosen.made(p.key, p) for wanted in (chosen.make(p),)]
        owners = keys.owners(conn, [wanted for _, wanted in moving])
        for publication, wanted in moving:
            key = wanted
            if owners.get(wanted, publication.id) != publication.id or fold_key(wanted) in given:
                [key] = distinct.give([wanted])
            given.add(fold_key(key))
            yield NewKey(publication.id, publication.key, key)


@dataclass(frozen=True, slots=True)
class MakeKeys:
    """Keep a formula, and give publications whose keys are not pinned the keys that it makes; the keys that they had stay as older ones."""

    ids: tuple[int, ...]
    formula: str
    label: str = "Make citation keys"

    def apply(self, conn: Connection) -> None:
        """Raises BadRequest for what is no formula."""
        keys.set_formula(conn, self.formula)
        changed = list(_new_keys(conn, self.ids, self.formula))
        followed = keys.rename(conn, [(new.id, new.new) for new in changed])
        publications.touch(conn, [*(new.id for new in changed), *followed])


@dataclass(frozen=True, slots=True)
class PinKeys:
    """Let no formula change the keys of publications, or let it again."""

    ids: tuple[int, ...]
    pinned: bool = True

    @property
    def label(self) -> str:
        """What it does."""
        return "Pin citation keys" if self.pinned else "Unpin citation keys"

    def apply(self, conn: Connection) -> None:
        """The keys stay as they are."""
        if self.pinned:
            keys.pin(conn, publications.existing(conn, self.ids))
        else:
            keys.unpin(conn, self.ids)


@dataclass(frozen=True, slots=True)
class ForgetKey:
    """Let another publication have a key that one had once; links by it are led by the key that this one has."""

    key: str
    label: str = "Forget citation key"

    def apply(self, conn: Connection) -> None:
        """Raises BadRequest for a key that is no publication's older one."""
        wanted = fold_key(self.key)
        for owner in publications.load(conn, list(keys.owners(conn, [self.key]).values())):
            kept = tuple(key for key in owner.aliases if fold_key(key) != wanted)
            if kept != owner.aliases:
                publications.set_field(conn, (owner.id,), "extra", aliases.given(owner.extra, kept))
                publications.touch(conn, links.follow(conn, {wanted: owner.key}))
                return
        raise BadRequest(f"No publication had the citation key {self.key} before the one that it has.")
