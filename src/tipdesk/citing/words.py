"""The fixed words of a handout, in the languages that trainers asked for."""

from collections.abc import Mapping
from dataclasses import dataclass

from tipdesk.domain.reading import ESSENTIAL, FURTHER, RECOMMENDED


@dataclass(frozen=True, slots=True)
class Words:
    """What a handout says of its own; the importances by tipdesk's names of them. A colon stands behind most as `colon` has it."""

    importances: Mapping[str, str]
    read: str
    task: str
    abstract: str
    private_note: str
    time: str
    hours: str
    minutes: str
    audience: str
    owner: str
    period: str
    draft: str
    colon: str = ": "


def _ranks(*names: str) -> Mapping[str, str]:
    return dict(zip((ESSENTIAL, RECOMMENDED, FURTHER), names, strict=True))


WORDS = {
    "en": Words(
        _ranks("Essential", "Recommended", "Further reading"),
        *("Read", "Task", "Abstract", "Private note", "Reading time", "h", "min", "For", "By", "When", "Draft"),
    ),
    "fr": Words(
        _ranks("Essentiel", "Recommandé", "Pour aller plus loin"),
        *("À lire", "Consigne", "Résumé", "Note privée", "Temps de lecture", "h", "min", "Public", "Responsable", "Période", "Projet"),
        colon="\N{NO-BREAK SPACE}: ",
    ),
    "es": Words(
        _ranks("Imprescindible", "Recomendado", "Para ampliar"),
        *("Leer", "Tarea", "Resumen", "Nota privada", "Tiempo de lectura", "h", "min", "Para", "Responsable", "Período", "Borrador"),
    ),
    "ar": Words(
        _ranks("أساسي", "موصى به", "للاستزادة"),
        *("للقراءة", "المهمة", "الملخص", "ملاحظة خاصة", "وقت القراءة", "ساعة", "دقيقة", "الجمهور", "المسؤول", "الفترة", "مسودة"),
    ),
}


def of(locale: str) -> Words:
    """The words of a locale's language; English for any other."""
    return WORDS.get(locale.partition("-")[0], WORDS["en"])


def duration(minutes: int, words: Words) -> str:
    """`45 min`, `2 h 40 min`."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} {words.hours}"] if hours else []
    return " ".join([*parts, f"{rest} {words.minutes}"] if rest or not hours else parts)
