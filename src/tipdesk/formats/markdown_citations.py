"""The keys that pandoc's Markdown cites: no e-mail addresses, no code, nothing escaped, no comments."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator

from tipdesk.formats.citation_marks import KEY

_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})")
_CONTAINER = re.compile(r"[ \t>]*(?:[-+*]|\(?[\w#]{1,9}[.)]|\[\^[^\]]*\]:|:)[ \t]")
_BLANK = re.compile(r"\n[ \t]*\n")
_TICKS = re.compile("`+")
_INLINE = re.compile(rf"\\.|(?P<ticks>`+)|<[A-Za-z/][^<>]*>|\]\([^()\s]*|{KEY}|@(?P<all>\*)", re.DOTALL)


def read(text: str) -> Iterator[str]:
    """The keys, in order; `*` for all that there are (in `nocite`)."""
    prose = _without_comments("\n".join(_without_code_blocks(text)))
    for paragraph in _BLANK.split(prose):
        yield from _of_paragraph(paragraph)


def _without_code_blocks(text: str) -> Iterator[str]:
    fence = ""
    blank, contained = True, False  # after an empty line; in a list or a footnote, where what is indented is no code
    for line in text.replace("\r\n", "\n").split("\n"):
        found = _FENCE.match(line)
        if fence:
            if found and found[1].startswith(fence) and not line[found.end() :].strip():
                fence = ""
            continue
        if found and not (found[1][0] == "`" and "`" in line[found.end() :]):
            fence = found[1]
            yield ""
            continue
        indented = line.startswith(("    ", "\t"))
        if line.strip() and blank and not indented:
            contained = False
        contained = contained or _CONTAINER.match(line) is not None
        code = blank and line.startswith(("        ", "\t\t") if contained else ("    ", "\t"))
        yield "" if code else line
        blank = code or not line.strip()


def _without_comments(text: str) -> str:
    pieces, place = [], 0
    while (start := text.find("<!--", place)) >= 0 and (end := text.find("-->", start)) >= 0:
        pieces.append(text[place:start])
        place = end + 3
    return "".join((*pieces, text[place:]))


def _of_paragraph(text: str) -> Iterator[str]:
    runs: defaultdict[int, list[int]] = defaultdict(list)  # where runs of so many backticks begin
    for run in _TICKS.finditer(text):
        runs[len(run[0])].append(run.start())
    place = 0
    while found := _INLINE.search(text, place):
        place = found.end()
        if ticks := found["ticks"]:
            ends = runs[len(ticks)]
            behind = bisect_right(ends, found.start())
            place = ends[behind] + len(ticks) if behind < len(ends) else place
        elif key := found[2] or found[3] or found["all"]:
            yield key
