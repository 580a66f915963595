"""The words, phrases, brackets and operators that a search text is made of."""

import re
from functools import cache


class Malformed(Exception):
    """A search text that is not understood; why, in one sentence."""


class Unfinished(Malformed):
    """Malformed as it stands, but not while somebody still types it."""


@cache
def _token() -> re.Pattern[str]:
    return re.compile(
        r"""\s*(?:(?P<open>\() | (?P<close>\)) | (?P<minus>-(?=[^\s-])) |
        (?:(?P<field>[^\W\d_]+):(?=\S)(?P<exact>=(?=\S))?)?
        (?:(?:"(?P<phrase>(?:\\["\\]|[^"])*) | [“”„«»](?P<quoted>[^"“”„«»]+)(?=[“”«»])) (?:(?P<shut>["“”«»])(?P<star>\*?))? |
        (?P<word>[^\s()"]+)))""",
        re.VERBOSE,
    )


def token_at(text: str, position: int) -> re.Match[str] | None:
    """The token that begins there, with the blanks before it; None for what is none."""
    return _token().match(text, position)


def is_operator(token: re.Match[str]) -> bool:
    """Is it AND, OR or NOT?"""
    return token["word"] in ("AND", "OR", "NOT") and not token["field"]


def value(token: re.Match[str]) -> tuple[str, bool]:
    """What a term asks for, and whether a star stands behind it. Raises Malformed for a star elsewhere."""
    if token["phrase"] is not None:
        return re.sub(r'\\(["\\])', r"\1", token["phrase"]), bool(token["star"])
    if token["quoted"] is not None:
        return token["quoted"], bool(token["star"])
    text = token["word"].rstrip("*")
    if "*" in text:
        raise Malformed(f"In “{token['word']}” the * does not stand at the end of a word.")
    return text, text != token["word"]
