from collections.abc import Callable

import pytest

from tipdesk.domain.publication import Problem, Publication
from tipdesk.formats import bibtex, catalogue, csv_, ris


@pytest.fixture
def in_every_format() -> Callable[[str], list[Publication | Problem]]:
    """What each format reads of a record whose authors are written like this, one record a format."""

    def read(authors: str) -> list[Publication | Problem]:
        texts = (
            bibtex.BIBTEX.read(f"@report{{x, title = {{T}}, author = {{{authors}}}}}"),
            csv_.CSV.read(f'Title,Authors\nT,"{authors}"\n'),
            ris.RIS.read(f"TY  - RPRT\nTI  - T\nAU  - {authors}\nER  - \n"),
            catalogue.CATALOGUE.read(f"T\n\nAn abstract.\n\nCountry\nKenya\nRegion\nAfrica\nAuthors\n{authors}\nYear\n2020\n"),
        )
        found = [list(items) for items in texts]
        assert [len(items) for items in found] == [1] * len(texts)
        return [item for items in found for item in items]

    return read
