"""Written places and languages find their terms."""

import pytest

from tipdesk.domain import vocabularies


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (["Ivory Coast", "Côte d’Ivoire", "CIV"], ("Côte d'Ivoire",)),
        (["Trinidad", "Tobago"], ("Trinidad and Tobago",)),
        (["Saint Vincent", "Grenadines", "Kenya"], ("Saint Vincent and the Grenadines", "Kenya")),
        (["Congo", "DRC"], ("Congo", "Democratic Republic of the Congo")),
        (["South Korea", "DPRK"], ("Republic of Korea", "Democratic People's Republic of Korea")),
        (["Liban", "لبنان"], ("Lebanon",)),
        (["Turkey", "Burma", "Lao PDR"], ("Türkiye", "Myanmar", "Lao People's Democratic Republic")),
        (["Kosovo", "Netherlands Antilles"], ("Kosovo", "Netherlands Antilles")),
        (["Global"], ("Worldwide",)),
        (["Atlantis"], ("Atlantis",)),
        (["Guinea", "Equatorial Guinea"], ("Guinea", "Equatorial Guinea")),
    ],
)
def test_countries(written: list[str], found: tuple[str, ...]) -> None:
    assert vocabularies.countries(written)[0] == found


@pytest.mark.parametrize(
    ("written", "source"),
    [
        (["Ivory Coast", "Kenya"], "Ivory Coast; Kenya"),
        (["Trinidad", "Tobago"], ""),
        (["KENYA", "Cote d’Ivoire", "Kenya"], ""),
        (["Atlantis"], ""),
        (["CIV"], "CIV"),
        ([], ""),
    ],
)
def test_countries_keep_what_the_source_wrote_where_it_is_another_name(written: list[str], source: str) -> None:
    assert vocabularies.countries(written)[1] == source


@pytest.mark.parametrize(
    ("written", "found", "source"),
    [
        (
            ["Central", "North America", "Caribbean"],
            ("Central America", "Northern America", "Caribbean"),
            "Central and North America and the Caribbean",
        ),
        (["Worldwide"], ("Worldwide",), ""),
        (["Middle East", "North Africa"], ("Western Asia", "Northern Africa"), "Middle East and North Africa"),
        (["Latin America", "Caribbean"], ("Latin America and the Caribbean",), ""),
        (["Europe", "Narnia"], ("Europe", "Narnia"), ""),
    ],
)
def test_regions_keep_what_the_source_wrote(written: list[str], found: tuple[str, ...], source: str) -> None:
    assert vocabularies.regions(written) == (found, source)


def test_every_seeded_name_and_code_means_one_term() -> None:
    for vocabulary in vocabularies.VOCABULARIES:
        terms = [term for term in vocabularies.seed() if term.vocabulary == vocabulary]
        assert len({term.name for term in terms}) == len(terms)
        for term in terms:
            assert vocabularies.canonical(vocabulary, term.name) == term.name


def test_parents_come_before_their_children() -> None:
    seen = set()
    for term in vocabularies.seed():
        assert term.parent is None or term.parent in seen
        seen.add((term.vocabulary, term.name))


def test_languages() -> None:
    assert [vocabularies.language(written) for written in ("English", "français", "ngerman", "العربية", "fr", "Klingon")] == [
        "en",
        "fr",
        "de",
        "ar",
        "fr",
        "Klingon",
    ]
    assert vocabularies.babel_name("fr") == "french"
