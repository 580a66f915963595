"""What is kept out of sight beside a citation in a document, so that it is found again: the codes of fields, and the names of bookmarks.

Fields outlive LibreOffice in the text, but not everywhere in notes and frames. There a citation stands in a bookmark too, which has a
number, and the field of the first entry of the bibliography holds the roster: what each citation is by its number.
"""

import re
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from tipdesk.domain.rich_text import Runs

CODE = "ADDIN TIPDESK_CITE"  # of a citation's field, before its mark
NOTE_CODE = "ADDIN TIPDESK_NOTE"  # of a field around a footnote that was made for a mark, before a sum of its text and what was written
ENTRY_CODE = "ADDIN TIPDESK_BIBL"  # of a field that an entry of the bibliography is
BLANKS = " \u00a0\u202f"
CLOSING = ".,;:!?…'\")}’”»›“‘«‹،؛؟。，、；：！？」』）】"  # not ], with which a mark may end
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SUM = "[0-9a-f]{8}"
_UNSUMMED = re.compile(f"{NOT_IN_XML.pattern}|[\u00ad\u2011]")  # hyphens that programs write as something else than text
_NOTE = re.compile(rf"{NOTE_CODE} ({_SUM}) ([{BLANKS}]*)(\[[^\[\]]*\])([{re.escape(CLOSING)}]*)")
_CITED = re.compile(rf"(.*?)(?: ({_SUM}))?", re.DOTALL)
_ENTRY = re.compile(rf"{ENTRY_CODE} ({_SUM})(.*)", re.DOTALL)
_LISTED = re.compile(rf"(\d{{0,9}})(\[[^\[\]]*\])({_SUM})?")
_BOOKMARK = re.compile(r"_TIPDESK_(\d{1,9})(?:[ _]\D.*)?")  # LibreOffice makes "_TIPDESK_1 Copy 1" of that in a Word document's footnote


@dataclass(frozen=True, slots=True)
class Known:
    """A citation that was put in: its mark, a sum of its text by which a change of the author's is seen, and its bookmark's number.

    The sum is empty where it is not known, the number 0 where there is no bookmark.
    """

    mark: str
    sum: str = ""
    number: int = 0

    @property
    def said(self) -> str:
        """What a field or a reference mark says of it."""
        return f"{self.mark} {self.sum}".rstrip()

    def is_changed(self, text: str) -> bool:
        """Is this not what was written, so that it has words of the author's? All of it taken out is no change."""
        return bool(self.sum and text.strip()) and sum_of(text) != self.sum


def known(said: str) -> Known:
    """What a field or a reference mark says of its citation."""
    found = _CITED.fullmatch(said.strip())
    assert found is not None
    return Known(found[1], found[2] or "")


def bookmark(number: int) -> str:
    """The name of the bookmark with this number; Word hides those that begin like it."""
    return f"_TIPDESK_{number}"


def numbered(name: str) -> int:
    """The number of a bookmark of ours; 0 for another one."""
    found = _BOOKMARK.fullmatch(name)
    return int(found[1]) if found else 0


def free(taken: Collection[int]) -> Iterator[int]:
    """Numbers for new bookmarks."""
    return (number for number in count(1) if number not in taken)


def entry_code(text: Runs, roster: Iterable[Known] = ()) -> str:
    """The code of the field of an entry of the bibliography; the first one holds the roster."""
    listed = " ".join(f"{each.number or ''}{each.mark}{each.sum}" for each in roster)
    return f"{ENTRY_CODE} {sum_of(text_of(text))} {listed}".rstrip()


def of_entry(code: str) -> tuple[str, list[Known]]:
    """What the code of an entry's field says: the sum of its text, empty where it says none, and the roster."""
    found = _ENTRY.fullmatch(code)
    return (found[1], [Known(each[2], each[3] or "", int(each[1] or 0)) for each in _LISTED.finditer(found[2])]) if found else ("", [])


def gone(roster: Iterable[Known], marks: Iterable[str]) -> list[str]:
    """The marks of the roster that are not found any more; each as often as it is missing."""
    return list((Counter(each.mark for each in roster) - Counter(marks)).elements())


def text_of(text: Runs) -> str:
    """The text without its looks."""
    return "".join(run.text for run in text)


def sum_of(text: str) -> str:
    """A short sum by which a text is known again, whatever became of its blanks."""
    return f"{zlib.crc32(''.join(_UNSUMMED.sub('', text).split()).encode('utf-8', 'replace')):08x}"


@dataclass(frozen=True, slots=True)
class Written:
    """A mark as it was written in its sentence: the blank before it, and the punctuation behind it that a footnote comes after."""

    mark: str
    blank: str = ""
    closing: str = ""
    sum: str = ""  # of the footnote's text

    def code(self, text: Runs) -> str:
        """The code of the field around the footnote that says this."""
        return f"{NOTE_CODE} {sum_of(text_of(text))} {self.blank}{self.mark}{self.closing}"

    def lacking(self, before: str) -> str:
        """The blank, if it has to be put behind what stands before the citation now."""
        return "" if before in BLANKS else self.blank


def written_by(code: str) -> Written | None:
    """What the code of a field around a footnote says; None for another code."""
    found = _NOTE.fullmatch(code.strip())
    return Written(found[3], found[2], found[4], found[1]) if found else None
