"""Publications cited and listed in the style of a manual, from a library or from a file."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tipdesk.citing import bibliography, manuals, pandoc, styles
from tipdesk.citing.bibliography import BY_NAME, FORMS, LOCALES, Form
from tipdesk.citing.styles import Style
from tipdesk.domain.errors import BadRequest
from tipdesk.domain.publication import Publication
from tipdesk.formats import csljson_writing, title_case

__all__ = ["FORMS", "LOCALES", "Form", "Look", "Style", "find_style", "search_styles", "stopped_by"]

find_style, search_styles = styles.find, styles.search
stopped_by = pandoc.stopped_by


@dataclass(frozen=True, slots=True)
class Look:
    """How references look: a style, a locale (empty: the style's own) and a form."""

    style: Style
    locale: str
    form: Form


def look(style: str = "", locale: str = "", form: str = "text") -> Look:
    """What these names stand for. Raises BadRequest, or SystemRefused, for what there is not."""
    found = styles.find(style or styles.DEFAULT)
    return Look(found, bibliography.locale(locale, found), form_named(form))


def form_named(name: str) -> Form:
    """The form of this name. Raises BadRequest for none."""
    found = BY_NAME.get(name.lower())
    if found is None:
        raise BadRequest(f"References cannot be written as {name}, but as {', '.join(BY_NAME)}.")
    return found


def form_of(target: Path | str, name: str = "") -> Form | None:
    """The form of a bibliography that an export asks for by name or else by suffix; None where that means no bibliography."""
    suffix = Path(target).suffix.lower()
    if name:
        return BY_NAME.get(name.lower())
    return next((form for form in FORMS if suffix in form.suffixes), None)


def check_number(count: int) -> None:
    """Raises BadRequest for more references than a bibliography may have."""
    if count > bibliography.MOST:
        raise BadRequest(f"{bibliography.MOST:,} references at most can be cited at once; narrow the search down.")


def references(leaving: Iterable[Publication], style: Style) -> Iterator[dict[str, Any]]:
    """CSL-JSON items as the style's manual wants them described; private notes never are in them."""
    manual = manuals.of(style)
    for publication in leaving:
        source = publication.source
        names = tuple(title_case.protected_in(source.text)) if source and source.format in ("bibtex", "biblatex", "csljson") else ()
        yield csljson_writing.item(manuals.as_cited(publication.without_private_notes(), manual, names))


def entries(publications: Sequence[Publication], look: Look) -> list[tuple[Publication, str]]:
    """The entries of a bibliography in the style's order, each with its publication."""
    found = bibliography.entries(list(references(publications, look.style)), look.style, look.locale, look.form)
    return [(publications[place], text) for place, text in found]


def in_text(publications: Sequence[Publication], look: Look, locator: str = "") -> list[tuple[Publication, str]]:
    """The citation of each publication as it stands in a text or, where the style has them, a footnote."""
    items = list(references(publications, look.style))
    return list(zip(publications, bibliography.citations(items, look.style, look.locale, look.form, locator), strict=True))


def together(publications: Sequence[Publication], look: Look, locator: str = "") -> str:
    """One citation of all these publications."""
    items = list(references(publications, look.style))
    return "".join(bibliography.citations(items, look.style, look.locale, look.form, locator, together=True))


def in_forms(
    publications: Sequence[Publication], look: Look, forms: Sequence[str], locator: str = "", *, together: bool = False
) -> dict[str, list[str]]:
    """By the name of each of these forms the entries of the bibliography, or the one citation of all `together`."""
    items = list(references(publications, look.style))
    chosen = [BY_NAME[name] for name in forms]
    return dict(zip(forms, bibliography.in_forms(items, look.style, look.locale, chosen, locator, together=together), strict=True))


def unplaced(publications: Iterable[Publication]) -> int:
    """How many say nothing of where they can be found: no publisher, address, journal or number."""
    return sum(not any((p.publisher, p.url, p.doi, p.container, p.series, p.number)) for p in publications)


def text(publications: Sequence[Publication], look: Look) -> str:
    """A bibliography in a form that is text: HTML to put into a page, a whole RTF file."""
    items = list(references(publications, look.style))
    if look.form.name == "html":
        return bibliography.fragment(items, look.style, look.locale, look.form)
    return bibliography.document(items, look.style, look.locale, look.form).decode().rstrip("\n")


def document(publications: Sequence[Publication], look: Look, tell: Callable[[str], None] = lambda sentence: None) -> bytes:
    """A file that holds the bibliography of these publications; `tell` hears what of it is not perfect."""
    return bibliography.document(list(references(publications, look.style)), look.style, look.locale, look.form, tell)
