"""Text with the few looks that references need."""

from dataclasses import dataclass, replace

ITALIC, BOLD, SUPERSCRIPT, SUBSCRIPT, SMALL_CAPS, UNDERLINE = "italic", "bold", "superscript", "subscript", "small caps", "underline"
RIGHT_TO_LEFT = "right to left"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text that looks alike, and the address that it leads to; empty for none."""

    text: str
    looks: frozenset[str] = frozenset()
    link: str = ""


Runs = tuple[Run, ...]


def joined(runs: list[Run]) -> Runs:
    """The same text in as few pieces as there can be, none of them empty."""
    found: list[Run] = []
    for run in runs:
        if found and (found[-1].looks, found[-1].link) == (run.looks, run.link):
            found[-1] = replace(found[-1], text=found[-1].text + run.text)
        elif run.text:
            found.append(run)
    return tuple(found)
