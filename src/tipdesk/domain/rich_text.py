"""Text with the few looks that references need."""

from dataclasses import dataclass

ITALIC, BOLD, SUPERSCRIPT, SUBSCRIPT, SMALL_CAPS, UNDERLINE = "italic", "bold", "superscript", "subscript", "small caps", "underline"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text that looks alike."""

    text: str
    looks: frozenset[str] = frozenset()


Runs = tuple[Run, ...]


def joined(runs: list[Run]) -> Runs:
    """The same text in as few pieces as there can be, none of them empty."""
    found: list[Run] = []
    for run in runs:
        if found and found[-1].looks == run.looks:
            found[-1] = Run(found[-1].text + run.text, run.looks)
        elif run.text:
            found.append(run)
    return tuple(found)
