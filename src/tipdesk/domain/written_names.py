"""How a written name is told apart, person or organisation, and taken apart."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from tipdesk import resources
from tipdesk.domain import vocabularies
from tipdesk.domain.names import Name, Organisation, Person, known_organisations
from tipdesk.domain.text import squeeze, words

# Words that occur in the names of organisations and are no family names, in the languages of the UN and some more.
_BODY_NOUNS = frozenset(
    words(
        """academy advisors agence agencia agency alliance ambassade asociacion assemblee assembly associacao associates association
        authority bundesministerium coalition comision comissao comite commission commissioner committee congreso consorcio consortium
        corporation defenseur defensoria departamento departement department directorate embajada embassy federacion federation fiscalia
        fondation foundation fundacao fundacion gobierno gouvernement government governo institut institute institution instituto judiciary
        mechanism ministere ministerie ministerio ministerium ministero ministerstwo ministries ministry mouvement network observatoire
        observatorio observatory office oficina ombudsman organisation organizacao organizacion organization parlamento parlement parliament
        police policia prefecture procuraduria presidencia programme prosecutor rapporteur refugees secretaria secretariat senado societe
        societies stiftung tribunal universidad universidade universitat universite university
        агентство ассоциация департамент дума институт комиссия комитет министерство организация правительство прокуратура
        секретариат университет управление федерация
        وزارة منظمة مكتب لجنة مؤسسة جامعة هيئة مجلس حكومة محكمة جمعية مفوضية
        الوزارة المنظمة المكتب اللجنة المؤسسة الجامعة الهيئة المجلس الحكومة المحكمة الجمعية المفوضية"""
    )
)
# With those that persons are called by too: Margaret Court, Dana Bank.
_BODIES = _BODY_NOUNS | frozenset(
    """aid amnesty bank board bureau cabinet campaign cell center centre centro children church cluster college community
    conference conseil consejo convention coordination corps corte council court cross daughters defensor division equality europe
    facility forum front fund group groupe haut hospital house human humanos initiative instance inter international internacional
    justice kingdom law league ligue migration mission movement national nations nexus partnership program project red relief
    republic rescue resources rights school section senate service services sisters slavery society solidarity state states study
    survivors task team trafficking trust union unidas unit united women world worldwide""".split()
)
# Of these, families of which somebody may be called by given and family name: Charlotte Church, Jude Law.
_FAMILIES = frozenset("bank board church corte court cross house human justice kingdom law league nations service union".split())
# In small letters these join the words of a body's name, and hardly ever those of a family name.
_JOINTS = frozenset("of for on against to and the pour contre sur para contra por sobre für по для при против".split())
# Those that part the words of a body's name even with a capital, and no name of a person: Truckers Against Trafficking.
_JOINTS_ANYWHERE = frozenset("of for against without".split())
# What persons are called by too, one word by itself: Kreuz, Camara.
_PHRASES = re.compile(
    r"\b(?:rote[ns]? kreuz|rode kruis|rode kors|roda kors(?:et)?|croce rossa|cruz vermelha|camara de"
    r"|красн\w{1,4} (?:крест|полумесяц)\w{0,3}|(?:الهلال|الصليب) الاحمر)\b"
)
# Legal forms: KOK e.V., Sin Fronteras I.A.P.
_LEGAL_FORM = re.compile(
    r".+ (?:(?i:e\. ?v\.|gmbh|ggmbh|ltd\.?|llc|llp|plc|inc\.?|asbl|onlus|sarl|s\.r\.l\.|s\.p\.a\.|z\.s\.|o\.p\.s\.|s\.a\.r\.l\.)"
    r"|I\.A\.P\.|S\.A\. de C\.V\.|A\.S\.B\.L\.)"
)
_FORM_OR_INITIALS = re.compile(r"(.+) (?:S\.A\.|A\.C\.|A\.I\.)")  # Deloitte S.A., Smith A.C.
_ITS_COUNTRY = re.compile(r".+ (?:UK|USA|UAE)")
# By their endings, as Chinese does not part its words; ministries whole, since 部 ends Japanese family names too.
_IN_CHINESE = (
    "[\u4e00-\u9fff]{0,30}(?:外交部|公安部|司法部|内政部|国务院|检察院|研究院|法院|移民局|警察局|总署|委员会|组织|大学|中心|办公室|基金会|研究所"
    "|协会|联合会|政府)"
)
# Where bodies have their seats, beside the countries and regions of the vocabularies.
_SEATS = (
    "Abidjan|Abuja|Accra|Addis Ababa|Almaty|Amman|Amsterdam|Athens|Baghdad|Bangkok|Beijing|Beirut|Belgrade|Berlin|Bern|Bogotá|Bonn|"
    "Brasília|Brussels|Bruxelles|Bruselas|Bucharest|Budapest|Buenos Aires|Cairo|Le Caire|El Cairo|Canberra|Colombo|Copenhagen|Dakar|"
    "Dhaka|Geneva|Genève|Ginebra|Genf|Hanoi|Harare|Islamabad|Istanbul|Jakarta|Johannesburg|Kabul|Kathmandu|Khartoum|Kigali|Kinshasa|"
    "Kuala Lumpur|Kyiv|Lagos|La Haya|La Haye|La Paz|Lima|Lisbon|Lisboa|London|Londres|Lyon|Madrid|Manila|Mexico City|"
    "Ciudad de México|Minsk|Montevideo|Montreal|Moscow|Nairobi|New Delhi|New York|New York City|Nueva York|Oslo|Ottawa|Paris|"
    "Phnom Penh|Port-au-Prince|Pretoria|Quito|Rome|Roma|San José|San Salvador|Santiago|Santo Domingo|Sarajevo|Seoul|Skopje|"
    "Stockholm|Strasbourg|Tashkent|Tbilisi|Tegucigalpa|The Hague|Tokyo|Tunis|Turin|Ulaanbaatar|Vienna|Vienne|Viena|Wien|Vilnius|"
    "Warsaw|Washington|DC|D.C.|Yangon|Yaoundé|Yerevan|England|Scotland|Wales|Northern Ireland|U.S.|U.S.A.|U.K.|"
    "US|USA|UK|UAE|Washington DC|Deutschland|Österreich|Schweiz|"
    "Россия|Москва|Женева|Вена|Нью-Йорк|جنيف|نيويورك|فيينا|القاهرة|日内瓦|纽约|维也纳|北京"
)
_COMMA = re.compile("[,،，]")
_COMPANY = re.compile(r"(?:inc|ltd|llc|llp|plc|gmbh|corp)\.?|e\. ?v\.", re.IGNORECASE)
INITIALS = re.compile(r"(?:[^\W\d_]\.[ -]?){1,4}|[^\W\d_]")
INITIALS_BEHIND = re.compile(r"([^,.\s]{2,}(?: [^,.\s]{2,}){0,5}) ((?:[^\W\d_]\.[ -]?){1,4})")  # as PubMed and Scopus have names
_AS_PUBMED = re.compile(r"([^\W\d_][^,.\s\d]+(?: [^,.\s\d]{2,}){0,2}) ([^\W\d_]{1,2})\.?")  # Kara SK
_LONG_ACRONYM = 5  # letters from which on a known acronym is no family name in capitals
_PARTICLES = frozenset("van von der den de del della di da dos das du la le ter ten zu zur af av bin ibn al el".split())
_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV|VI{0,3}")
_ACRONYM = re.compile(r"(?=.[^A-Z]*[A-Z])[A-Z][\w&/.-]{1,14}\)")
_WITH_ACRONYM = re.compile(r"\{([^{}]*)\} \(([^{}()]+)\)", re.DOTALL)
_IN_PARTS = re.compile(r"\{([^{}]*)\} \{([^{}]*)\}, \{([^{}]*)\}, \{([^{}]*)\}", re.DOTALL)


@cache
def _as_written() -> frozenset[str]:
    """The names and acronyms of the known organisations, to the letter; of the long acronyms `Unicef` too."""
    rows = resources.rows("vocabularies", "organisations.csv")
    written = {name for row in rows for name in (row["name"], row["acronym"], *row["also"].split("|")) if name}
    return frozenset(written | {name.capitalize() for name in written if len(name) >= _LONG_ACRONYM and name.isupper()})


@cache
def _given_names() -> frozenset[str]:
    """Common given names, of the United States' census of 1990 and of other countries, without what is a place or word too: Grace."""
    return frozenset(resources.path("vocabularies", "given-names.txt").read_text(encoding="ascii").split())


def is_organisation(text: str) -> bool:
    """Does this written name look like an organisation's? By the known ones first, then by the words it holds.

    What stands before a comma is a family name, unless more speaks against that than a word that persons are called by too.
    """
    found = words(text)
    if " ".join(found) in known_organisations():
        return True
    holds_body_word = not _BODIES.isdisjoint(found)
    head, *rest = [part.strip() for part in _COMMA.split(text, 8)]
    if not rest:
        return (holds_body_word and not _is_given_and_family(text)) or _is_formed_as_body(text, found)
    if (len(rest) == 1 and _COMPANY.fullmatch(rest[0])) or (not head.isascii() and re.fullmatch(_IN_CHINESE, head)):
        return True
    if head in _as_written():
        return " " in head or (head.isupper() and len(head) >= _LONG_ACRONYM) or _says_where(rest)
    return (holds_body_word or " " in head) and _is_body_with_more(head, rest)


def _is_formed_as_body(text: str, found: Sequence[str]) -> bool:
    """Is it an acronym, or do its legal form, its country or the words inside say that it is a body?"""
    if re.fullmatch(r"[A-Z]{2,}[\w/-]*", text) or _LEGAL_FORM.fullmatch(text) or _ITS_COUNTRY.fullmatch(text):
        return True
    if (form := _FORM_OR_INITIALS.fullmatch(text)) and _is_no_family(form[1]):
        return True
    inside = text.split()[1:-1]
    joined = any((word in _JOINTS and word not in ("and", "the")) or word.lower() in _JOINTS_ANYWHERE for word in inside)
    return joined or _PHRASES.search(" ".join(found)) is not None


def _is_no_family(text: str) -> bool:
    """Is this more than a family name with its particles, or written as no family name is?"""
    names = [word for word in text.split() if word.lower() not in _PARTICLES]
    return len(names) > 1 or text.isupper() or squeeze(text) in known_organisations()


def family_and_initials(text: str) -> tuple[str, str] | None:
    """The two parts of a name as PubMed and Scopus have it, `Kara S`, `Kara SK`, `Kara S.K.`; None for any other."""
    if found := INITIALS_BEHIND.fullmatch(text):
        return found[1], found[2]
    found = _AS_PUBMED.fullmatch(text)
    if not found or not found[2].isupper() or text.isupper() or _SUFFIX.fullmatch(found[2]):
        return None
    family, initials = found.groups()
    is_name = family[0].isupper() or family.split()[0] in _PARTICLES
    stands_for_itself = _is_place(initials) or squeeze(initials) in known_organisations()
    return (family, initials) if is_name and not stands_for_itself and not _is_called_x(family, initials) else None


def _is_called_x(given: str, family: str) -> bool:
    return family == "X" and given.lower() in _given_names()


def _is_given_and_family(text: str) -> bool:
    """Are these given names or initials, and one family name that is a body's word too or holds it: Jude Law, Ann Union-Smith, Law J.?"""
    if behind := family_and_initials(text):
        return behind[0].lower() in _FAMILIES and not _is_place(behind[1])
    *given, family = text.split()
    if not given or (family.lower() not in _FAMILIES and "-" not in family):
        return False
    if INITIALS.fullmatch(given[0]):
        return not _is_place(given[0]) and given[0].replace(".", "").lower() not in known_organisations()
    return all(name.lower() in _given_names() or (place and INITIALS.fullmatch(name)) for place, name in enumerate(given))


def _is_body_with_more(head: str, rest: Sequence[str]) -> bool:
    """Is what stands before the first comma an organisation, or the country of the one behind it?"""
    if _SUFFIX.fullmatch(rest[0]) or (INITIALS.fullmatch(rest[0]) and not _is_place(rest[0])):
        return False
    if not _BODY_NOUNS.isdisjoint(words(head)) and any(map(_is_place, rest)):
        return True
    if _is_body(head) or (_body_words(head) > 0 and _says_where(rest)):
        return True
    return _is_body(rest[0]) and vocabularies.is_known("country", head)


def _says_where(rest: Sequence[str]) -> bool:
    return any(_is_place(part) or _is_body(part) for part in rest)


@cache
def _seats() -> frozenset[str]:
    return frozenset(map(squeeze, _SEATS.split("|")))


def _is_place(text: str) -> bool:
    """Is this a country, region or city? Not by the countries' codes: Ken, Guy and Per are given names."""
    if squeeze(text) in _seats():
        return True
    return (len(text) > 3 or not text.isascii()) and (vocabularies.is_known("country", text) or vocabularies.is_known("region", text))


def _is_body(text: str) -> bool:
    """Do these words, two at least, hold more than a family name does?"""
    found = words(text)
    if " ".join(found) in known_organisations():
        return " " in text
    count = _body_words(text)
    return count > 1 or (count > 0 and not (_BODY_NOUNS.isdisjoint(found) and _JOINTS.isdisjoint(text.split())))


def _body_words(text: str) -> int:
    """How many of the words are a body's; none of one family name with its particles, and none that a hyphen joins to another."""
    if _BODIES.isdisjoint(words(text)):
        return 0
    written = [word for word in text.split() if word.lower() not in _PARTICLES]
    return sum("-" not in word and not _BODIES.isdisjoint(words(word)) for word in written) if len(written) > 1 else 0


def organisation(text: str) -> Organisation:
    """An organisation from its written name; `Name (ABC)` holds its acronym."""
    return _with_acronym(text) or Organisation(text)


def _with_acronym(text: str) -> Organisation | None:
    name, _, acronym = text.rpartition(" (")
    return Organisation(name, acronym[:-1]) if name and name == name.rstrip() and _ACRONYM.fullmatch(acronym) else None


def parse_name(text: str) -> Name:
    """A contributor from one written name, the inverse of `format_name`.

    `Family, Given`, `prefix Family, Suffix, Given`, `Given prefix Family`, `Family G.` and `Family GH` are persons.
    What stands in braces, what looks like an organisation, a single word and words that "and" joins are organisations, where they
    hold no comma.
    """
    text = text.strip()
    if parts := _IN_PARTS.fullmatch(text):
        return Person(prefix=parts[1], family=parts[2], suffix=parts[3], given=parts[4])
    if named := _WITH_ACRONYM.fullmatch(text):
        return Organisation(named[1], named[2])
    if text.startswith("{") and text.endswith("}"):
        return organisation(text[1:-1].replace("{", "").replace("}", ""))
    text = text.replace("{", "").replace("}", "")
    if is_organisation(text) or _with_acronym(text):
        return organisation(text)
    if _COMMA.search(text):
        return _inverted(text)
    if behind := family_and_initials(text):
        return _inverted(", ".join(behind))
    return _direct(text)


def _inverted(text: str) -> Person:
    family, *rest = (part.strip() for part in _COMMA.split(text, 2))
    given, suffix = (rest[1], rest[0]) if len(rest) == 2 else (rest[0], "")
    leading = _particles(family.split())
    return Person(" ".join(family.split()[leading:]), given, " ".join(family.split()[:leading]), suffix)


def _direct(text: str) -> Name:
    parts = text.split()
    if len(parts) < 2 or "and" in parts or "&" in parts:
        return organisation(text)
    suffix = parts.pop() if len(parts) > 2 and _SUFFIX.fullmatch(parts[-1]) else ""
    start = len(parts) - 1
    while start > 1 and parts[start - 1] in _PARTICLES:
        start -= 1
    if start > 1 and parts[start - 1].lower() in _PARTICLES and INITIALS.fullmatch(parts[start - 2]):  # W. E. B. Du Bois
        return Person(" ".join(parts[start - 1 :]), " ".join(parts[: start - 1]), "", suffix)
    return Person(parts[-1], " ".join(parts[:start]), " ".join(parts[start:-1]), suffix)


def _particles(parts: list[str]) -> int:
    """How many of the leading words are particles; the last word never is."""
    count = 0
    while count < len(parts) - 1 and parts[count] in _PARTICLES:
        count += 1
    return count


@lru_cache(maxsize=8192)
def format_name(name: Name) -> str:
    """A name as one line of text that `parse_name` reads back to the same value.

    Braces, brackets in an acronym, and white space at the ends do not belong into names and are not kept.
    """
    if isinstance(name, Organisation):
        plain = f"{name.name} ({name.acronym})" if name.acronym else name.name
        if parse_name(plain) == name:
            return plain
        return f"{{{name.name}}} ({name.acronym})" if name.acronym else f"{{{name.name}}}"
    family = f"{name.prefix} {name.family}".strip()
    plain = f"{family}, {name.suffix}, {name.given}" if name.suffix else f"{family}, {name.given}".strip()
    if parse_name(plain) == name:
        return plain
    return f"{{{name.prefix}}} {{{name.family}}}, {{{name.suffix}}}, {{{name.given}}}"
