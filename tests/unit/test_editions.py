import pytest

from tipdesk.domain.editions import is_newer
from tipdesk.domain.names import Contributor, Organisation
from tipdesk.domain.publication import Publication

UNODC = (Contributor(Organisation("United Nations Office on Drugs and Crime", "UNODC")),)


def of(title: str, date: str = "2018", **more: object) -> Publication:
    return Publication(key="k", title=title, date=date, **{"contributors": UNODC, "languages": ("en",), **more})  # type: ignore[arg-type]


OLD = of("Global Report on Trafficking in Persons 2018")


@pytest.mark.parametrize(
    ("one", "newer"),
    [
        (of("Global report on trafficking in persons 2020", "2020"), True),
        (of("Global Report on Trafficking in Persons: second edition", "2021"), True),
        (of("Global Report on Trafficking in Persons", "2018", edition="2nd ed."), True),
        (of("Global Report on Trafficking in Persons", "2016"), False),
        (of("Global Report on Trafficking in Persons 2018"), False),
        (of("Global Report on Trafficking in Persons 2020: Central Asia", "2020"), False),
        (of("Global Report on Trafficking in Persons", "2020", languages=("fr",)), False),
        (of("Global Report on Trafficking in Persons", "2020", contributors=()), False),
    ],
)
def test_a_newer_edition_is_the_same_but_for_numbers(one: Publication, newer: bool) -> None:
    assert is_newer(one, OLD) is newer
    assert not (newer and is_newer(OLD, one))
