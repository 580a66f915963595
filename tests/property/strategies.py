"""Publications as hypothesis makes them: every kind of text that a field may hold, and no more."""

import string

from hypothesis import strategies as st

from tipdesk.domain.fields import FIELDS
from tipdesk.domain.kinds import KINDS
from tipdesk.domain.names import ROLES, Contributor, Organisation, Person
from tipdesk.domain.publication import Note, Publication

_AWKWARD = (
    *"{}\\~^&%$#_\"'`;,=|@<>/()[]-–—…‘’“”«»éÅßñşЖعर中",
    *("--", "---", "``", "''", "and", " and ", "COVID-19", "UNODC", "<i>x</i>", '<span class="nocase">x</span>', "{x}", "\\&", "http://"),
)


def _stripped(text: str) -> str:
    return text.strip()


_characters = st.one_of(
    st.sampled_from(_AWKWARD), st.characters(exclude_categories=["C", "Z"]), st.sampled_from(string.ascii_letters + "     ")
)
line = st.lists(_characters, min_size=1, max_size=20).map("".join).map(_stripped).filter(bool)
word = st.text(st.sampled_from(string.ascii_letters + string.digits + "éøßЖ中"), min_size=1, max_size=10)
paragraphs = st.lists(st.one_of(line, st.just("---"), st.just("- item")), min_size=1, max_size=4).flatmap(
    lambda lines: st.sampled_from(["\n", "\n\n", "\n\n\n", "\n\n---\n\n"]).map(lambda end: end.join(lines))
)
optional_line = st.one_of(st.just(""), line)
# A name holds no braces, and what looks like an acronym behind it belongs to the acronym.
_name_characters = st.one_of(st.sampled_from(tuple("'-.&éÅßñşЖ中")), st.sampled_from(string.ascii_letters + "    "))
_name_text = st.text(_name_characters, min_size=1, max_size=15).map(_stripped).map(lambda text: " ".join(text.split())).filter(bool)
person = st.builds(
    Person,
    family=st.one_of(
        _name_text,
        st.sampled_from(
            [
                "Bird",
                "de la Cruz",
                "Berg",
                "World",
                "Vogelstein",
                "O'Neill",
                "Ng",
                "Al Hussein",
                "A and B",
                "Ministry of Interior",
                "UNICEF",
            ]
        ),
    ),
    given=st.one_of(st.just(""), _name_text, st.sampled_from(["Lucia", "J. R.", "Jean-Claude", "李", "Kenya", "J.; Doe, A.", "J. et al."])),
    prefix=st.sampled_from(["", "", "van der", "de", "De La", "al"]),
    suffix=st.sampled_from(["", "", "Jr.", "III"]),
)
acronym = st.one_of(st.just(""), st.text(string.ascii_uppercase, min_size=3, max_size=6), st.sampled_from(["UN Women", "Europol", "G7"]))
organisation = st.builds(
    Organisation,
    st.one_of(
        _name_text,
        st.sampled_from(
            [
                "Walk Free Foundation",
                "International Federation of Red Cross and Red Crescent Societies",
                "United Nations Office on Drugs and Crime",
                "Ministry of Justice, Labour and Home Affairs",
                "Ministry of Interior, Kenya",
                "Smith & Sons",
                "Bird, L.; Doe, A.",
                "Bird et al.",
                "Anti-Slavery International",
                "others",
            ]
        ),
    ),
    acronym,
).filter(lambda found: found.name != found.acronym)
contributors = st.lists(st.builds(Contributor, st.one_of(person, organisation), st.sampled_from(ROLES)), max_size=4).map(
    lambda found: tuple(sorted(found, key=lambda contributor: ROLES.index(contributor.role)))
)
date = st.one_of(
    st.sampled_from(
        [
            "",
            "2019",
            "2020-04",
            "2020-04-15",
            "2018/2019",
            "2015~",
            "2015?",
            "2020-21",
            "201X",
            "20XX",
            "2018-05/2018-07",
            "0987",
            "2018/..",
            "1999-12~",
        ]
    ),
    st.integers(1500, 2030).map(str),
)
tags = st.lists(line, max_size=3, unique=True).map(tuple)
terms = tags
_taken = frozenset(name for field in FIELDS for name in (field.name, field.label.lower(), *field.bibtex, *field.biblatex, *field.csv))
extra_name = st.one_of(
    st.sampled_from(
        [
            "note",
            "type",
            "organization",
            "eprint",
            "file",
            "related",
            "relatedtype",
            "translation-of",
            "year",
            "Prix (EUR)",
            "title",
            "x-1",
            "Abschnitt",
            "eventdate",
            "pagetotal",
            "ShortTitle",
            "genre",
            "medium",
            "maintitle",
            "custom",
            "csl-names",
            "ris-c1",
            "ris-au",
            "ris-n1",
        ]
    ),
    word,
)
extra = st.lists(st.tuples(extra_name, line), max_size=3, unique_by=lambda pair: pair[0].lower()).map(lambda found: tuple(sorted(found)))
public_note = st.builds(Note, paragraphs, st.just(True))
identifier = st.text(string.ascii_letters + string.digits + "-./:_%~#{}", min_size=1, max_size=12)
publication = st.builds(
    Publication,
    key=st.one_of(st.just(""), st.text(string.ascii_lowercase + string.digits + ":-_", min_size=1, max_size=12), st.just("é {x")),
    kind=st.sampled_from([kind.name for kind in KINDS]),
    title=line,
    subtitle=optional_line,
    contributors=contributors,
    date=date,
    abstract=st.one_of(st.just(""), paragraphs),
    publisher=optional_line,
    place=optional_line,
    container=optional_line,
    series=optional_line,
    number=optional_line,
    volume=optional_line,
    issue=optional_line,
    pages=st.one_of(st.sampled_from(["", "1-10", "xi-xx", "5", "1-3, 7-9", "A--B", "1–2"]), line),
    edition=optional_line,
    languages=st.lists(st.sampled_from(["en", "fr", "es", "ar", "ru", "zh", "pt-BR", "tlh"]), max_size=3, unique=True).map(tuple),
    doi=st.sampled_from(["", "10.1000/182", "10.1234/a_b(c)<d>"]),
    isbn=st.sampled_from(["", "978-92-1-130000-0"]),
    issn=st.sampled_from(["", "1234-5678"]),
    url=st.one_of(
        st.just(""),
        identifier.map("https://example.org/{}".format),
        st.sampled_from(["https://x.org/a{b", "https://x.org/a}b", "https://x.org/\\"]),
    ),
    accessed=st.sampled_from(["", "2021-03-04", "2021"]),
    countries=st.lists(
        st.sampled_from(["Worldwide", "Kenya", "Côte d'Ivoire", "Congo", "Trinidad and Tobago", "Atlantis; the"]), max_size=2, unique=True
    ).map(tuple),
    regions=st.lists(st.sampled_from(["Worldwide", "Europe", "Caribbean", "Sub-Saharan Africa"]), max_size=2, unique=True).map(tuple),
    category=st.lists(st.sampled_from(["Reports", "Guidance notes", "A; B, C"]), max_size=2, unique=True).map(tuple),
    themes=terms,
    tags=tags,
    notes=st.lists(public_note, max_size=2).map(tuple),
    extra=extra,
)
publications = st.lists(publication, max_size=4)
