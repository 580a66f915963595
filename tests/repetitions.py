"""Texts in which one piece is repeated: what a careless reader takes quadratic time for."""

from collections.abc import Iterator
from dataclasses import dataclass

_BIBTEX = (
    "@", "@a{", "@a{k,", "\n@a{k,", "\n@a{k, t={", "\n @a{k, t={", "@a{k,t={x},", "\n@a{k,t={x}\n", "{", "}", '"', '@a{k, t="',
    "@string{a={", "a = {", "@comment{", "@a{k, t = a # ", "% @a{\n", "\\{", "\\'", "$", "@a{k, author = {" + "and " * 20,
)  # fmt: skip
_CSV = ('"\n', '"a\n', "a,b\n", '"a"b\n', "a\r", '"",""\n', "\\;" * 10 + "\n")
_CATALOGUE = (
    "Country\n", "Country\nx\n", "Region\n", "Title\n", "Category\n", "Year\n2019\n", "Country\nRegion\nAuthors\nx\n", "\n",
    "Country\nA\nRegion\n", "Country\nA\nYear\n2019\n",
)  # fmt: skip
_RIS = (
    "TY  - JOUR\n", "ER  - \n", "AB  - x\nER  - \n", "\n", "more text\n", "KW  - a;b\n", "XX  - x\n", " TY  - \n",
    "N1  - tipdesk-extra: a=b\n", "AU  - A, B\n", "\r", "UR  - http://a\n", "ER  - \nx\n", "PY  - 2019\n", "SN  - 978000000№\n", "UR  - http://№\n",
    "C1  - x№\nM2  - note\n", "N1  - tipdesk-extra: n№=a\n",
)  # fmt: skip
_CSLJSON = (
    '{"id":', '{"id":"a","title":"A"},', "[", '{"a":[', '"', "{", "}", "{}", "\n{", '{"id":"a" "b"},', "x", '"x",', '{"id":[{"type":', "\\",
    '{"id":"a","title":"', '{"id":"a","title":"' + "x" * 400,
)  # fmt: skip
_PLACES = {  # where the pieces stand, as a zero byte
    "bibtex": (_BIBTEX, ("\0", "@misc{k, title = {\0}, author = {\0}}")),
    "csv": (_CSV, ("title,year\n\0",)),
    "catalogue": (_CATALOGUE, ("\0",)),
    "ris": (_RIS, ("TY  - JOUR\nTI  - A\n\0",)),
    "csljson": (_CSLJSON, ('[{"id":"a","title":"A"},\0',)),
}


@dataclass(frozen=True, slots=True)
class Repetition:
    """A piece, in which № stands for its number, and the text around the pieces."""

    format: str
    piece: str
    around: str

    def text(self, times: int) -> str:
        """The text with so many pieces."""
        pieces = (self.piece.replace("№", f"{number:04}") for number in range(times))
        return self.around.replace("\0", "".join(pieces) if "№" in self.piece else self.piece * times)


def all_of_them() -> Iterator[Repetition]:
    """Every piece of every format in every place."""
    for name, (pieces, places) in _PLACES.items():
        for around in places:
            yield from (Repetition(name, piece, around) for piece in pieces)
    yield Repetition("csv", "a№\n\n---\n\n", 'title,notes,comments\nA,"\0","\0"\n')  # two long lists in one record
