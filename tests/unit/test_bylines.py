"""Several names in one text: what parts them, and what stands for those that are left out."""

import pytest

from tipdesk.domain.bylines import apart
from tipdesk.domain.names import Person
from tipdesk.domain.other_fields import GOES_ON
from tipdesk.formats.bibtex_names import read_list


@pytest.mark.parametrize(
    ("text", "names", "more"),
    [
        ("Bigio, Jamille", ["Bigio, Jamille"], False),
        ("Bigio, J.; Vogelstein, R.", ["Bigio, J.", "Vogelstein, R."], False),
        ("Bigio, J.; Vogelstein, R.; et al.", ["Bigio, J.", "Vogelstein, R."], True),
        ("Bigio, J., & Vogelstein, R.", ["Bigio, J.", "Vogelstein, R."], False),
        ("Bigio, J., Vogelstein, R.-M., & Bird, L. A.", ["Bigio, J.", "Vogelstein, R.-M.", "Bird, L. A."], False),
        ("Bigio, Jamille and Vogelstein, Rachel", ["Bigio, Jamille", "Vogelstein, Rachel"], False),
        ("Jamille Bigio and Rachel Vogelstein", ["Jamille Bigio", "Rachel Vogelstein"], False),
        ("Raphael J., van den Berg H.-J. and Ashley J.", ["Raphael J.", "van den Berg H.-J.", "Ashley J."], False),
        ("Kara S, Shelley LI, Zimmerman C.", ["Kara S", "Shelley LI", "Zimmerman C."], False),
        ("S Kara, LI Shelley", ["S Kara", "LI Shelley"], False),
        ("UN Women, EU Delegation", ["UN Women, EU Delegation"], False),
        ("UNODC and UNICEF", ["UNODC", "UNICEF"], False),
        ("IOM, UNHCR & UNICEF", ["IOM", "UNHCR", "UNICEF"], False),
        ("European Parliament and Council of the European Union", ["European Parliament and Council of the European Union"], False),
        ("Marks & Spencer", ["Marks & Spencer"], False),
        ("Smith &amp; Sons", ["Smith &amp; Sons"], False),
        ("A and B, Lucia", ["A and B, Lucia"], False),
        ("Ministry of Women, Children and Senior Citizens", ["Ministry of Women, Children and Senior Citizens"], False),
        ("King, Jr., Martin Luther", ["King, Jr., Martin Luther"], False),
        ("Bird, L. et al.", ["Bird, L."], True),
        ("Bird, L., et al", ["Bird, L."], True),
        ("Bird & others", ["Bird"], True),
        ("Bird, L. u.a.", ["Bird, L."], True),
        ("Smith, U. A.", ["Smith, U. A."], False),
        ("Bird, L. y otros", ["Bird, L."], True),
        ("Bird, L. et autres", ["Bird, L."], True),
        ("Иванов И. и др.", ["Иванов И."], True),
        ("王小明等", ["王小明等"], False),
        ("王小明 等", ["王小明"], True),
        ("others", [], True),
        (" ; , ;", [], False),
    ],
)
def test_apart(text, names, more):
    assert apart(text) == (names, more)


@pytest.mark.parametrize("written", ["Bigio, J.; Vogelstein, R. et al.", "Bigio, J., & Vogelstein, R., et al."])
def test_every_format_takes_a_crowded_line_apart(written, in_every_format):
    for publication in in_every_format(written):
        assert [contributor.name for contributor in publication.contributors] == [Person("Bigio", "J."), Person("Vogelstein", "R.")]
        assert (GOES_ON, "author") in publication.extra


@pytest.mark.parametrize(
    ("value", "names", "more"),
    [
        ("Smith, J., and Doe, A.", ["Smith, J.", "Doe, A."], False),
        ("Smith, J., Doe, A., Roe, B.", ["Smith, J.", "Doe, A.", "Roe, B."], False),
        ("Smith, J. and others and Doe, A.", ["Smith, J.", "Doe, A."], True),
        ("Smith, J. and et al.", ["Smith, J."], True),
        ("{Smith; Sons} and Doe, A.", ["Smith; Sons", "Doe, A."], False),
        ("{others}", ["others"], False),
        ("and   and Smith, J. and and\nDoe, A. and", ["Smith, J.", "Doe, A."], False),
    ],
)
def test_badly_joined_bibtex_lists(value, names, more):
    found, goes_on = read_list(value)
    assert ([name.sorted_name for name in found], goes_on) == (names, more)


@pytest.mark.parametrize("value", ["a" + " " * 200_000 + "b", "x" + " and" * 50_000 + " x", "%" * 200_000, "a (A" * 50_000, "a," * 100_000])
def test_long_nonsense_is_read(value):
    assert read_list(value)
    assert apart(value)
