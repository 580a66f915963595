"""A translation and its original as BibLaTeX has them: `related` names the original, and `relatedtype` says `translationof` (its manual,
"Related Entries"). For editions it has no type. BibTeX's styles pass over both fields, so both dialects are written alike."""

import re
from collections.abc import Mapping

from tipdesk.domain.editions import TRANSLATION_OF
from tipdesk.domain.pairs import Pairs

KEY, TYPE = "related", "relatedtype"
_TRANSLATION = "translationof"
_ONE_KEY = re.compile(r"[\w:.+/*?!<>|$&;@-]+", re.ASCII)


def original(fields: Mapping[str, str]) -> str:
    """The key of the one entry that these fields, in lower case, say to be the original; empty for none or several."""
    key = fields.get(KEY, "").strip()
    alone = fields.get(TYPE, "").strip() == _TRANSLATION and TRANSLATION_OF not in fields
    return key if alone and _ONE_KEY.fullmatch(key) else ""


def as_related(extra: Pairs) -> Pairs:
    """Other fields with the link to the original as BibLaTeX says it, where `original` gives it back."""
    names = [name.lower() for name, _ in extra]
    key = next((value for name, value in extra if name == TRANSLATION_OF), "")
    if names.count(TRANSLATION_OF) != 1 or not _ONE_KEY.fullmatch(key) or not {KEY, TYPE}.isdisjoint(names):
        return extra
    said = ((KEY, key), (TYPE, _TRANSLATION))
    return tuple(new for pair in extra for new in (said if pair[0] == TRANSLATION_OF else (pair,)))
