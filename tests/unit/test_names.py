"""Names: what is a person and what an organisation, and each name as one line."""

import pytest
from hypothesis import given

from tests.property.strategies import organisation, person
from tipdesk.domain.names import Contributor, Name, Organisation, Person, byline
from tipdesk.domain.written_names import format_name, parse_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Lucia Bird", Person("Bird", "Lucia")),
        ("Bird, Lucia", Person("Bird", "Lucia")),
        ("Jan van der Berg", Person("Berg", "Jan", "van der")),
        ("van der Berg, Jr., Jan", Person("Berg", "Jan", "van der", "Jr.")),
        ("Martin Luther King Jr.", Person("King", "Martin Luther", "", "Jr.")),
        ("Raphael J.", Person("Raphael", "J.")),
        ("van der Berg H.-J. M.", Person("Berg", "H.-J. M.", "van der")),
        ("García Márquez G.", Person("García Márquez", "G.")),
        ("Justice A.", Person("Justice", "A.")),
        ("Malcolm X", Person("X", "Malcolm")),
        ("W. E. B. Du Bois", Person("Du Bois", "W. E. B.")),
        ("Christien L. Van den Anker", Person("Van den Anker", "Christien L.")),
        ("Zhang X", Person("Zhang", "X")),
        ("Kara SK", Person("Kara", "SK")),
        ("van der Kolk BA", Person("Kolk", "BA", "van der")),
        ("Law J", Person("Law", "J")),
        ("Smith A.C.", Person("Smith", "A.C.")),
        ("Nguyen To Nga", Person("Nga", "Nguyen To")),
        ("Walk Free Foundation", Organisation("Walk Free Foundation")),
        ("UN Women", Organisation("UN Women")),
        ("UNODC", Organisation("UNODC")),
        ("{Anything at All}", Organisation("Anything at All")),
        ("International Organization for Migration (IOM)", Organisation("International Organization for Migration", "IOM")),
        (
            "International Federation of Red Cross and Red Crescent Societies",
            Organisation("International Federation of Red Cross and Red Crescent Societies"),
        ),
    ],
)
def test_parse_name(text: str, name: Name) -> None:
    assert parse_name(text) == name


CALLED_LIKE_BODIES = (
    "Charlotte Church|Victoria Justice|Ann Bank|Jude Law|Gabrielle Union|Jane Union-Smith|J. Law|J. B. Church|Mary Ann Court"
    "|Ngozi Justice|Jonas Church|Karen House"
)
BODIES = (
    "World Bank|African Union|Supreme Court|Red Cross|Green Cross|Lutheran Church|Grace Church|Virginia Law|Georgia Justice|Love Justice"
    "|U.S. Bank|U.N. Justice|E.U. Law|Mary Centre|Carter Center|Wilson Center|Diana Fund|Rosa Luxemburg Foundation|Asia-Pacific Justice"
    "|Inter-Parliamentary Union|Anti-Slavery International|Church|Law Union|Save the Children"
    "|KOK e.V.|Solwodi e. V.|Sin Fronteras I.A.P.|Consorcio Oaxaca A.C.|Deloitte S.A.|KOK A.C.|Lexis Nexis UK"
    "|Sisters of Mercy|Walk for Freedom|Apostleship of the Sea|Not For Sale|Truckers Against Trafficking|Covenant House"
    "|Grace House|Robert Bosch Stiftung|Christian Aid|Mercy Corps|Rotes Kreuz|Красный Крест|الهلال الأحمر"
    "|Cámara de Diputados|Ministero dell'Interno|Ministerstwo Spraw Wewnętrznych|Maiti Nepal|UNICEF UK"
)


@pytest.mark.parametrize("text", CALLED_LIKE_BODIES.split("|"))
def test_a_family_name_that_is_a_word_for_bodies_behind_given_names(text: str) -> None:
    assert parse_name(text) == Person(text.split()[-1], " ".join(text.split()[:-1]))


@pytest.mark.parametrize("text", BODIES.split("|"))
def test_other_words_before_a_word_for_bodies_say_that_it_is_one(text: str) -> None:
    assert parse_name(text) == Organisation(text)


@given(person)
def test_a_person_comes_back_from_its_line(name: Person) -> None:
    assert parse_name(format_name(name)) == name


@given(organisation)
def test_an_organisation_comes_back_from_its_line(name: Organisation) -> None:
    assert parse_name(format_name(name)) == name


def test_the_byline_names_authors_or_else_whoever_there_is() -> None:
    editor = Contributor(Person("Bird", "Lucia"), "editor")
    assert byline((Contributor(Organisation("Walk Free Foundation")), editor)) == "Walk Free Foundation"
    assert byline((editor,)) == "Bird, Lucia"
