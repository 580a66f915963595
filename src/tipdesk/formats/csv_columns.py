"""What the columns of a table are: their names in six languages, or as the caller maps them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from tipdesk.domain import editions
from tipdesk.domain.fields import BY_NAME, FIELDS, FieldKind
from tipdesk.domain.names import AUTHOR, ROLES
from tipdesk.domain.text import squeeze, words
from tipdesk.domain.written_lists import split_list

ID, YEAR, ADDED, MODIFIED, PRIVATE = "id", "year", "added", "modified", "private notes"
NOTES = frozenset(("notes", PRIVATE))
# Several columns may fill them: Zotero's two of tags, Scopus's first and last page, Dimensions' journal or book.
_SHARED = NOTES | {"tags", "pages", "container"}
KEPT, OMITTED = "extra", "-"  # a column that is kept under its own name, one that is left out
_OTHER_NAMES = {
    ID: ("id", "tipdesk id", "uid"),
    YEAR: ("year", "publication year", "pubyear", "year of publication", "annee", "annee de publication", "annee de parution", "ano",
           "ano de publicacion", "ano de publicacao", "год", "год издания", "السنة", "سنة النشر"),
    ADDED: ("added", "date added"),
    MODIFIED: ("modified", "date modified"),
    PRIVATE: ("private notes", "privatenote", "privatenotes", "ملاحظات خاصة"),
}  # fmt: skip
_ROLE_NAMES = {
    "editor": ("edited by", "editeur scientifique", "sous la direction de", "organizador", "редактор", "المحرر"),
    "collection-editor": ("series editor",),
    "container-author": ("book author",),
    "script-writer": ("scriptwriter",),
    "translator": ("translated by", "traducteur", "traductrice", "traductor", "traductora", "tradutor", "переводчик", "المترجم"),
}
# What spreadsheets say beside the names in the table of fields: longer forms, and words that only a column uses.
_LONGER_NAMES = {
    "kind": "publication type|reference type|type de publication|nature du document|tipo de publicacion|тип документа|نوع الوثيقة",
    "title": "document title|article title|titre du document|titre de la publication|intitule|titulo del documento|"
    "titulo do documento|наименование|عنوان",
    "contributors": "auteur/organisation|organisme|autor/organizacion|organizacion|organizacao|организация|المنظمة",
    "date": "date of publication|date de publication|date de parution|fecha de publicacion|data de publicacao|дата публикации|تاريخ النشر",
    "abstract": "abstract note|descripcion|descricao|описание|ملخص|الوصف",
    "publisher": "maison d'edition|издательство|دار النشر",
    "place": "place published|publisher city|"
    "lieu de publication|lieu d'edition|ville|lugar de publicacion|ciudad|local de publicacao|место публикации",
    "container": "source title|secondary title|anthology title|publication|journal/book|titre de la revue|periodique|titulo de la revista",
    "isbn": "isbns|isbn/issn",
    "issn": "issns",
    "pages": "pagination|page start|page end|start page|end page|first page|last page",
    "languages": "language of original document|langue du document|idioma del documento|язык документа|لغة",
    "url": "adresse web|adresse internet|enlace web|ligacao|الرابط الإلكتروني",
    "countries": "pays concerne|pays concernes|pays couverts|country/countries|pais/paises|الدولة|الدول",
    "regions": "zone geographique|area geografica",
    "themes": "subject|subjects|thematique|thematiques|sujet|sujets|asunto|assunto",
    "tags": "author keywords|manual tags|automatic tags|mots clefs|descripteurs|descriptores|теги|الكلمات الدالة",
    "notes": "annotation|annotations|"
    "comment|comments|remark|remarks|remarque|remarques|commentaire|commentaires|nota|observacion|observaciones|observacao|"
    "observacoes|comentario|comentarios|заметка|примечание|примечания|комментарий|комментарии|ملاحظة|تعليق|تعليقات",
}
# Chinese, in both ways of writing it; what keeps notes in stands whole, since no blank parts its words.
_CHINESE = {
    "key": "引用键 引文键", "kind": "类型 類型 文献类型 文獻類型 文件类型", "title": "标题 標題 题名 題名 篇名 书名 書名",
    "subtitle": "副标题 副標題", "contributors": "作者 著者 责任者 責任者 机构 機構 组织 組織", "date": "日期 出版日期 发布日期 發布日期",
    "abstract": "摘要 内容摘要 简介 簡介", "publisher": "出版社 出版者 出版机构 出版機構", "place": "出版地 出版地点",
    "container": "期刊 刊名 来源 來源 期刊名称", "series": "丛书 叢書", "number": "编号 編號 文号 文號", "volume": "卷 卷号",
    "issue": "期 期号", "pages": "页码 頁碼 页数 頁數", "edition": "版本 版次", "languages": "语言 語言 语种 語種",
    "url": "网址 網址 链接 鏈接 連結", "accessed": "访问日期 訪問日期", "countries": "国家 國家", "regions": "地区 地區 区域 區域",
    "category": "类别 類別 分类 分類", "themes": "主题 主題", "tags": "标签 標籤 关键词 關鍵詞 关键字 關鍵字",
    "notes": "备注 備註 笔记 筆記 注释 註釋", YEAR: "年 年份 出版年 出版年份 发表年份",
    PRIVATE: "内部备注 內部備註 私人备注 私人備註 保密备注 机密备注 私人笔记 私人筆記 内部笔记 保密 机密 機密 内部资料 內部資料",
}  # fmt: skip
# Web of Science's own names of columns; KeyWords Plus, its `ID`, are no identifier and not the authors' words.
_TAGS = {
    "AU": "authors", "BE": "editor", "TI": "title", "SO": "source title", "SE": "series", "LA": "language", "DT": "document type",
    "DE": "author keywords", "AB": "abstract", "PU": "publisher", "PI": "place", "SN": "issn", "BN": "isbn", "PD": "date", "PY": "year",
    "VL": "volume", "IS": "issue", "BP": "page start", "EP": "page end", "DI": "doi", "ID": "keywords plus",
}  # fmt: skip
# What only programs call columns, whose lists are parted by semicolons alone.
_BY_SEMICOLON = frozenset(("author keywords", "manual tags", "automatic tags"))
# Beside a name for notes they say that the notes are not to be shown.
_PRIVATE_WORDS = frozenset(
    words(
        """private confidential internal personal secret my case research mes mis minhas prive prives privee privees confidentiel
        confidentiels confidentielle confidentielles interne internes personnel personnels personnelle personnelles privado
        privados privada privadas confidencial confidenciales confidenciais interno internos interna internas pessoal pessoais
        personales частная частные личная личные личное приватные внутренние внутренняя конфиденциальные خاصة سرية داخلية شخصية"""
    )
)
# Words that keep in what a column holds, whatever it is, and what may stand beside them.
_CONFIDENTIAL = frozenset(
    words(
        """confidential private internal secret sensitive restricted confidentiel confidentielle confidentiels confidentielles
        prive privee interne internes secrete sensible sensibles restreint confidencial confidenciales confidenciais privado
        privada interno interna secreto secreta segredo reservado reservada sigiloso sigilosa конфиденциально конфиденциальное
        конфиденциальная конфиденциальные секретно служебное служебная служебного внутреннего внутреннее внутренняя внутренние
        приватно личное سري سرية داخلي الداخلي داخلية خاص خاصة"""
    )
)
_BESIDE_CONFIDENTIAL = frozenset(
    words(
        """strictly highly very for use only information info data details text field column tres strictement usage a informations
        donnees informacion datos uso estrictamente muy informacao informacoes dados estritamente muito для строго информация
        сведения данные пользования معلومات بيانات للغاية جدا للاستخدام"""
    )
)
_ROLE = re.compile(r"(.+) \(role\)", re.DOTALL)
_EXTRA = re.compile(r"extra(?: \d+)?: (.*)", re.DOTALL)
_PARTED_BY_STROKES = re.compile(r"(?<!:)//")  # not those of an address
_ENDINGS = re.compile(r"\((?:s|es|e|ies)\)")  # Auteur(s), Autor(es), Chercheur(e)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is to be read where that is not found by itself.

    `fields` gives columns, by the names that `keys` has for them, one of `targets()`; `separators` gives columns with lists
    the text that stands between two parts, such as "," or a line feed.
    """

    delimiter: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    separators: Mapping[str, str] = field(default_factory=dict)


FOUND = Layout()


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its header and by what it is read as.

    `field` is the name of a field, `id`, `year`, `added`, `modified` or `private notes`; for names of people it is `contributors` with the
    `role`; empty for a column that is kept under its own name, OMITTED for one that is left out. `separator` parts its
    lists; empty for the one that is found in each cell.
    """

    name: str
    field: str = ""
    role: str = ""
    separator: str = ""

    @property
    def is_list(self) -> bool:
        """Can a cell of this column hold several values?"""
        known = BY_NAME.get(self.field)
        return known is not None and known.kind in (FieldKind.NAMES, FieldKind.TERMS)


def fold(name: str) -> str:
    """A column's name as it is compared."""
    return squeeze(name) or name.strip().casefold()


@cache
def _known() -> dict[str, Column]:
    known: dict[str, Column] = {}
    for target, names in _OTHER_NAMES.items():
        for name in names:
            known[fold(name)] = Column(name, target)
    for role in ROLES:
        for name in (role, f"{role}s", *_ROLE_NAMES.get(role, ())):
            known[fold(name)] = Column(role, "contributors", role)
    for field_ in FIELDS:
        if field_.name != "extra":
            for name in (field_.name, field_.label, *field_.csv, *_LONGER_NAMES.get(field_.name, "").split("|")):
                known.setdefault(fold(name), Column(name, field_.name, AUTHOR if field_.name == "contributors" else ""))
    for target, chinese in _CHINESE.items():
        for name in chinese.split():
            known.setdefault(fold(name), Column(name, target, AUTHOR if target == "contributors" else ""))
    known.pop("", None)
    return known


def column(name: str) -> Column:
    """What a column is by its name alone; a plural ending in brackets, as in Auteur(s), says nothing."""
    if found := _known().get(fold(name)) or _known().get(fold(_ENDINGS.sub("", name))):
        return Column(name, found.field, found.role, ";" if found.name in _BY_SEMICOLON else "")
    if _is_private(name):
        return Column(name, PRIVATE)
    if role := _ROLE.fullmatch(name):
        return Column(name, "contributors", role[1])
    return Column(name)


def _is_private(name: str) -> bool:
    """Does the name keep its notes in, `Notes (internal)`, `Remarques confidentielles 2`, or by itself, `Strictly confidential`?"""
    found = [word for word in fold(_ENDINGS.sub("", name)).split() if not word.isdigit()]
    if not _CONFIDENTIAL.isdisjoint(found) and set(found) <= _CONFIDENTIAL | _BESIDE_CONFIDENTIAL:
        return True
    plain = [word for word in found if word not in _PRIVATE_WORDS]
    known = _known().get(" ".join(plain))
    return len(plain) < len(found) and known is not None and known.field in NOTES


def targets() -> tuple[str, ...]:
    """What a column can be mapped to: fields, `private notes`, `authors`, other roles, `year`, `id`, `added`, `modified`, `extra`, `-`."""
    fields = [field.name for field in FIELDS if field.name not in ("contributors", "extra")]
    return ("authors", *fields, PRIVATE, YEAR, *(role for role in ROLES if role != AUTHOR), ID, ADDED, MODIFIED, KEPT, OMITTED)


def target_of(column: Column) -> str:
    """What a mapping calls that which a column is read as; the inverse of mapping it there."""
    return role_header(column.role) if column.field == "contributors" else column.field or KEPT


def keys(header: Sequence[str]) -> list[str]:
    """What a mapping calls each column: its name; `name [2]` for the second of a name, `column 3` for one without a name."""
    counts: dict[str, int] = {}
    found: dict[str, str] = {}
    for place, name in enumerate(header, 1):
        plain = name or f"column {place}"
        key = plain
        while fold(key) in found:
            counts[fold(plain)] = counts.get(fold(plain), 1) + 1
            key = f"{plain} [{counts[fold(plain)]}]"
        found[fold(key)] = key
    return list(found.values())


def check_delimiter(delimiter: str) -> None:
    """Raises ValueError for what cannot part the cells of a table; nothing stands for the one that is found."""
    if len(delimiter) > 1 or delimiter in ('"', "\r", "\n"):
        raise ValueError(f"A delimiter is one character, such as a semicolon or a tab, and not {delimiter!r}.")


def mapped(header: Sequence[str], layout: Layout) -> list[Column]:
    """The columns of a header. What two columns claim by their names goes to the first, and the other keeps its own name.

    Notes, tags and pages are filled by each of their columns.

    Raises ValueError for a mapping to a field that there is not, or from a column that there is not.
    """
    folded = [fold(key) for key in keys(header)]
    there = frozenset(folded)
    for name in (*layout.fields, *layout.separators):
        if fold(name) not in there:
            raise ValueError(f"There is no column {name!r} in this table.")
    wanted = {fold(name): target for name, target in layout.fields.items()}
    separators = {fold(name): separator for name, separator in layout.separators.items()}
    asked = {key: _target(name, wanted[key]) for key, name in zip(folded, header, strict=True) if key in wanted}
    claimed = {(found.field, found.role) for found in asked.values()}
    columns: list[Column] = []
    tags = _TAGS if {"PT", "AU", "TI"} <= set(header) else {}
    for key, name in zip(folded, header, strict=True):
        known = asked.get(key) or column(tags.get(name, name))
        claim = (known.field, known.role)
        if known.field and known.field not in _SHARED and claim in claimed and key not in asked:
            known = Column(name)
        claimed.add(claim)
        columns.append(Column(name, known.field, known.role, separators.get(key, known.separator)))
    return columns


def _target(name: str, target: str) -> Column:
    if target in ("", OMITTED):
        return Column(name, OMITTED)
    if target == KEPT:
        return Column(name)
    if target in BY_NAME:
        return Column(name, target, AUTHOR if target == "contributors" else "")
    known = column(target)
    if not known.field:
        raise ValueError(f"There is no field {target!r}; a column can be mapped to {', '.join(targets())}.")
    return Column(name, known.field, known.role)


def parts(text: str, separator: str = "") -> tuple[str, ...]:
    """The parts of a list in a cell. Without a separator it is the first of `//`, semicolon, line feed and bar that the cell holds."""
    if not separator and _PARTED_BY_STROKES.search(text):  # as EndNote has them
        return tuple(piece for piece in map(str.strip, _PARTED_BY_STROKES.split(text)) if piece)
    if not separator:
        separator = next((mark for mark in ";\n|" if mark in text), ";")
    if separator == ";":
        return split_list(text)
    return tuple(piece for piece in (piece.strip() for piece in text.split(separator)) if piece)


def role_header(role: str) -> str:
    """The column that the contributors of a role are written into."""
    return "authors" if role == AUTHOR else role if role in ROLES else f"{role} (role)"


@lru_cache(maxsize=1024)
def extra_header(name: str, occurrence: int) -> str:
    """The column that another field is written into: its name, unless that would be read as something else."""
    if occurrence > 1:
        return f"extra {occurrence}: {name}"
    return f"extra: {name}" if column(name).field or extra_name(name) != name or name != name.strip() or not name else name


def extra_name(header: str) -> str:
    """The name of the other field that a column holds; `Translation of` and `Edition of` are links."""
    found = _EXTRA.fullmatch(header)
    link = "-".join(words(header))
    return found[1] if found else link if link in editions.ROLES else header
