"""The one table of fields: what each is called on screen, in JSON and in every format."""

from dataclasses import dataclass
from enum import Enum


class FieldKind(Enum):
    """How a field's value is shaped; the attribute of Publication holds the type named here."""

    TEXT = "text"  # str, one line
    LONG = "long"  # str, paragraphs
    VERBATIM = "verbatim"  # str that no format may decode or escape: URLs and identifiers
    DATE = "date"  # str, EDTF
    NAMES = "names"  # tuple of Contributor
    TERMS = "terms"  # tuple of str, terms of `vocabulary`
    CHOICE = "choice"  # str, one term of `vocabulary`
    NOTES = "notes"  # tuple of Note
    EXTRA = "extra"  # tuple of (name, value)


@dataclass(frozen=True, slots=True)
class Field:
    """One field: the attribute's name, its label, its shape, and its names elsewhere (the first is the one written)."""

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    bibtex: tuple[str, ...] = ()
    biblatex: tuple[str, ...] = ()
    ris: tuple[str, ...] = ()
    csl: str = ""
    csv: tuple[str, ...] = ()  # names of columns beside `name` and `label`, folded: English, French, Spanish, Portuguese, Russian, Arabic
    vocabulary: str = ""


_T = FieldKind

FIELDS = (
    Field(
        "key",
        "Citation key",
        _T.VERBATIM,
        ris=("ID",),
        csl="id",
        csv=("citekey", "cite key", "bibtex key", "cle", "clave", "chave", "ключ", "المفتاح"),
    ),
    Field(
        "kind",
        "Kind",
        _T.CHOICE,
        csl="type",
        csv=("type", "item type", "document type", "type de document", "tipo", "tipo de documento", "тип", "النوع"),
        vocabulary="kind",
    ),
    Field(
        "title",
        "Title",
        bibtex=("title",),
        biblatex=("title",),
        ris=("TI", "T1"),
        csl="title",
        csv=("name of publication", "titre", "titulo", "название", "заглавие", "العنوان"),
    ),
    Field(
        "subtitle",
        "Subtitle",
        bibtex=("subtitle",),
        biblatex=("subtitle",),
        csv=("sous-titre", "subtitulo", "подзаголовок", "العنوان الفرعي"),
    ),
    Field(
        "contributors",
        "Contributors",
        _T.NAMES,
        bibtex=("author",),
        biblatex=("author",),
        ris=("AU", "A1"),
        csl="author",
        csv=(
            "authors",
            "author",
            "author(s)",
            "author/organization",
            "organization",
            "organisation",
            "auteur",
            "auteurs",
            "autor",
            "autores",
            "autor(es)",
            "автор",
            "авторы",
            "المؤلف",
            "المؤلفون",
        ),
    ),
    Field(
        "date",
        "Date",
        _T.DATE,
        bibtex=("date",),
        biblatex=("date",),
        ris=("DA",),
        csl="issued",
        csv=(
            "year",
            "publication date",
            "date published",
            "publication year",
            "annee",
            "ano",
            "fecha",
            "data",
            "год",
            "дата",
            "السنة",
            "التاريخ",
        ),
    ),
    Field(
        "abstract",
        "Abstract",
        _T.LONG,
        bibtex=("abstract",),
        biblatex=("abstract",),
        ris=("AB", "N2"),
        csl="abstract",
        csv=("summary", "description", "resume", "resumen", "resumo", "аннотация", "الملخص"),
    ),
    Field(
        "publisher",
        "Publisher",
        bibtex=("publisher", "institution", "school", "organization"),
        biblatex=("publisher", "institution", "school", "organization"),
        ris=("PB",),
        csl="publisher",
        csv=("publishing organization", "editeur", "editorial", "editora", "издатель", "الناشر"),
    ),
    Field(
        "place",
        "Place",
        bibtex=("address", "location"),
        biblatex=("location", "address"),
        ris=("CY", "PP"),
        csl="publisher-place",
        csv=("place of publication", "city", "lieu", "lugar", "local", "место издания", "مكان النشر"),
    ),
    Field(
        "container",
        "In",
        bibtex=("journal", "booktitle", "journaltitle"),
        biblatex=("journaltitle", "booktitle", "journal"),
        ris=("T2", "JO", "JF"),
        csl="container-title",
        csv=("journal", "publication title", "container title", "booktitle", "revue", "revista", "журнал", "المجلة"),
    ),
    Field(
        "series",
        "Series",
        bibtex=("series",),
        biblatex=("series",),
        ris=("T3",),
        csl="collection-title",
        csv=("collection", "serie", "серия", "السلسلة"),
    ),
    Field(
        "number",
        "Number",
        bibtex=("number",),
        biblatex=("number",),
        ris=("M1",),
        csl="number",
        csv=("document number", "symbol", "report number", "numero", "номер", "الرقم"),
    ),
    Field(
        "volume",
        "Volume",
        bibtex=("volume",),
        biblatex=("volume",),
        ris=("VL",),
        csl="volume",
        csv=("vol", "tome", "volumen", "том", "المجلد"),
    ),
    Field(
        "issue",
        "Issue",
        bibtex=("issue",),
        biblatex=("issue",),
        ris=("IS",),
        csl="issue",
        csv=("issue number", "fascicule", "выпуск", "العدد"),
    ),
    Field(
        "pages",
        "Pages",
        bibtex=("pages",),
        biblatex=("pages",),
        ris=("SP", "EP"),
        csl="page",
        csv=("page", "paginas", "страницы", "الصفحات"),
    ),
    Field(
        "edition",
        "Edition",
        bibtex=("edition",),
        biblatex=("edition",),
        ris=("ET",),
        csl="edition",
        csv=("edicion", "edicao", "издание", "الطبعة"),
    ),
    Field(
        "languages",
        "Language",
        _T.TERMS,
        bibtex=("language", "langid"),
        biblatex=("langid", "language", "hyphenation"),
        ris=("LA",),
        csl="language",
        csv=("language", "lang", "langue", "langues", "idioma", "idiomas", "lingua", "язык", "اللغة"),
        vocabulary="language",
    ),
    Field("doi", "DOI", _T.VERBATIM, bibtex=("doi",), biblatex=("doi",), ris=("DO",), csl="DOI"),
    Field("isbn", "ISBN", _T.VERBATIM, bibtex=("isbn",), biblatex=("isbn",), ris=("SN",), csl="ISBN"),
    Field("issn", "ISSN", _T.VERBATIM, bibtex=("issn",), biblatex=("issn",), ris=("SN",), csl="ISSN"),
    Field(
        "url",
        "URL",
        _T.VERBATIM,
        bibtex=("url",),
        biblatex=("url",),
        ris=("UR",),
        csl="URL",
        csv=("link", "web address", "lien", "enlace", "ссылка", "الرابط"),
    ),
    Field(
        "accessed",
        "Accessed",
        _T.DATE,
        bibtex=("urldate", "lastchecked", "lastaccessed", "urlaccessdate", "accessed"),
        biblatex=("urldate",),
        ris=("Y2",),
        csl="accessed",
        csv=("date accessed", "access date", "urldate", "consulte le", "fecha de consulta", "дата обращения", "تاريخ الاطلاع"),
    ),
    Field(
        "countries",
        "Country",
        _T.TERMS,
        bibtex=("country",),
        biblatex=("country",),
        csv=("country", "pays", "pais", "paises", "страна", "страны", "البلد", "البلدان"),
        vocabulary="country",
    ),
    Field(
        "regions",
        "Region",
        _T.TERMS,
        bibtex=("region",),
        biblatex=("region",),
        csv=("region", "regiones", "regiao", "regioes", "регион", "регионы", "المنطقة"),
        vocabulary="region",
    ),
    Field(
        "category",
        "Category",
        _T.TERMS,
        bibtex=("category",),
        biblatex=("category",),
        csv=("categories", "categorie", "categoria", "categorias", "категория", "الفئة"),
        vocabulary="category",
    ),
    Field(
        "themes",
        "Theme",
        _T.TERMS,
        bibtex=("theme",),
        biblatex=("theme",),
        csv=("theme", "topic", "topics", "tema", "temas", "тема", "темы", "الموضوع"),
        vocabulary="theme",
    ),
    Field(
        "tags",
        "Tags",
        _T.TERMS,
        bibtex=("keywords", "keyword"),
        biblatex=("keywords", "keyword"),
        ris=("KW",),
        csl="keyword",
        csv=(
            "tag",
            "keywords",
            "mots-cles",
            "mots cles",
            "etiquettes",
            "etiquetas",
            "palabras clave",
            "palavras-chave",
            "ключевые слова",
            "الكلمات المفتاحية",
        ),
        vocabulary="tag",
    ),
    Field(
        "notes",
        "Notes",
        _T.NOTES,
        bibtex=("annote", "annotation"),
        biblatex=("annotation", "annote"),
        ris=("N1",),
        csl="annote",
        csv=("note", "notas", "notes publiques", "заметки", "ملاحظات"),
    ),
    Field("extra", "Other fields", _T.EXTRA),
)
BY_NAME = {field.name: field for field in FIELDS}
TERM_FIELDS = tuple(field for field in FIELDS if field.kind is FieldKind.TERMS)
