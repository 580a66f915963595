"""Links between editions and between translations of a work: made and removed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from tipdesk.domain import editions, pairs
from tipdesk.domain.editions import TRANSLATION_OF
from tipdesk.domain.errors import BadRequest
from tipdesk.domain.pairs import Pairs
from tipdesk.domain.publication import Publication
from tipdesk.storage import links, publications
from tipdesk.storage.connection import Connection


@dataclass(frozen=True, slots=True)
class LinkTo:
    """Say of publications that they are translations, or editions, of another one, in place of what they said in this role."""

    ids: tuple[int, ...]
    role: str  # one of editions.ROLES
    target: int

    @property
    def label(self) -> str:
        """`Link translation`, `Link 3 editions`."""
        return _label("Link", self.role, len(self.ids))

    def apply(self, conn: Connection) -> None:
        """Raises BadRequest for one that is not there, for itself, and for what is itself linked to one of them, directly or by others."""
        what = "a translation" if self.role == TRANSLATION_OF else "an edition"
        target = next(iter(publications.load(conn, (self.target,))), None)
        if target is None or target.trashed:
            raise BadRequest(f"The publication to link to is {'in the trash; restore it first' if target else 'not there any more'}.")
        if self.target in self.ids:
            raise BadRequest(f"{target.key} cannot be {what} of itself; choose another publication.")
        above = links.above(conn, self.target, self.role)
        for batch in publications.batches(self.ids):
            there = publications.load(conn, batch)
            for one in there:
                if one.id in above:
                    raise BadRequest(f"{target.key} is {what} of {one.key} already, directly or by others; remove that link first.")
            _set(conn, there, self.role, target.key)


@dataclass(frozen=True, slots=True)
class Unlink:
    """Let publications be translations, or editions, of no other one."""

    ids: tuple[int, ...]
    role: str

    @property
    def label(self) -> str:
        """`Unlink translation`, `Unlink 3 editions`."""
        return _label("Unlink", self.role, len(self.ids))

    def apply(self, conn: Connection) -> None:
        """Publications without such a link stay untouched."""
        for batch in publications.batches(self.ids):
            _set(conn, publications.load(conn, batch), self.role, "")


def _label(verb: str, role: str, number: int) -> str:
    what = "translation" if role == TRANSLATION_OF else "edition"
    return f"{verb} {what}" if number == 1 else f"{verb} {number} {what}s"


def _set(conn: Connection, there: Sequence[Publication], role: str, key: str) -> None:
    """Those whose other fields come out the same are written together."""
    by_extra: defaultdict[Pairs, list[int]] = defaultdict(list)
    for one in there:
        if editions.links(one.extra).get(role, "") != key:
            by_extra[pairs.given(one.extra, role, key)].append(one.id)
    for extra, ids in by_extra.items():
        publications.set_field(conn, ids, "extra", extra)
