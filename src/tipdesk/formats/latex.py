r"""LaTeX and Unicode: what a BibTeX value says as plain text, and plain text as a BibTeX value that compiles.

`decode(encode(text)) == text` for every text without control characters. What `encode` gives has balanced braces whether or
not one counts the escaped ones, and letters outside ASCII stay as they are (UTF-8).
"""

import re
import unicodedata
from functools import lru_cache

from tipdesk.formats import latex_tables as tables

_MATH = r"\$(?P<math>[^$\s](?:[^$]{0,500}[^$\s\\])?)\$(?!\d)"
_ACCENT = re.compile(
    r"(?<!\\)\\(?P<mark>[\"'`^~=.]|(?:[bcdHkrtuv]|textcommabelow)(?![A-Za-z]))[ ]*"
    r"(?:\{[ ]*(?P<braced>\\[ij](?![A-Za-z])[ ]*|[^{}\\\s])(?P<marks>[\u0300-\u036f]*)\}"
    r"|(?P<dotless>\\[ij](?![A-Za-z]))(?:\{\}|[ ])?|(?P<bare>[^\W\d_]))"
)
_TOKEN = re.compile(
    r"(?<!\\)\\(?P<sign>[\"'`^~=.])\{\}"
    r"|\\(?:url|path|nolinkurl)[ \t]*\{(?P<url>[^{}\\]*)\}"
    r"|(?P<web>https?://[^\s{}\\]+)"
    r"|\\(?P<macro>[A-Za-z]+)\*?[ \t]*"
    r"|\\\\(?:\[[^\]]{0,20}\])?[ \t]*\n?[ \t]*(?P<line>)"
    r"|\\(?P<symbol>[^A-Za-z\\])"
    rf"|(?P<open>\{{)|(?P<close>\}})|~|---?|``|''|{_MATH}"
)
# Commands whose first argument says how, where or in what order: it goes with them.
_ASIDE = re.compile(r"\\(?:noopsort|sortnoop|SortNoop|href|textcolor|color|foreignlanguage|textlang|selectlanguage)\*?\s*\{[^{}]*\}")
_BLANK_SPACE = re.compile(r"\\[hv]space\*?\s*\{[^{}]*\}")


def decode(value: str, markup: bool = False) -> str:
    """A BibTeX value as the text that it shows. Unknown macros and formulas stay as they are written, so that no content is lost.

    With `markup`, italics, bold, small capitals, sub- and superscript are kept as CSL's tags (`<i>`, `<sup>` ...); else they go.
    """
    if "\\" in value or "~" in value or "$" in value or "--" in value or "``" in value or "''" in value:
        return _Decoder(markup).text(value) if len(value) > _LONG else _decode(value, markup)
    return value.replace("{", "").replace("}", "") if "{" in value or "}" in value else value


_LONG = 10_000  # characters: longer values are not worth remembering


@lru_cache(maxsize=4096)
def _decode(value: str, markup: bool) -> str:
    return _Decoder(markup).text(value)


class _Decoder:
    """One pass over a value: what is shown so far, and for each open brace what closes it."""

    def __init__(self, markup: bool) -> None:
        self.markup = markup
        self.closers: list[str] = [""]  # the first is for the value as a whole
        self.pending: str | None = None  # what closes the group that comes next

    def text(self, value: str) -> str:
        if "\\" in value:
            value = _BLANK_SPACE.sub(" ", _ASIDE.sub("", value))
        for _ in range(3):  # `\'{\^e}` takes two
            value, changes = _ACCENT.subn(_accented, value)
            if not changes:
                break
        out: list[str] = []
        end = 0
        for found in _TOKEN.finditer(value):
            if found.start() > end:
                out.append(value[end : found.start()])
                self.pending = None
            end = found.end()
            out.append(self.shown(found, value[end : end + 1] == "{"))
        out.append(value[end:])
        out += (closer.removesuffix("}") for closer in reversed(self.closers))
        return "".join(out)

    def shown(self, found: re.Match[str], argument: bool) -> str:
        """What one token shows; `argument` says whether a group follows it at once."""
        kind = found.lastgroup
        if kind == "open":
            closer, self.pending = self.pending or "", None
            self.closers.append(closer)
            return "{" if closer == "}" else ""
        if kind == "close":
            closer = self.closers.pop() if len(self.closers) > 1 else ""
            self.pending = "}" if closer.endswith("}") else None  # the next argument of an unknown macro
            return closer
        self.pending = None
        if kind == "macro":
            return self.macro(found, argument)
        if kind == "math":
            shown = _formula(found["math"], self.markup)
            return found[0] if shown is None else shown
        return _simple(found)

    def macro(self, found: re.Match[str], argument: bool) -> str:
        name = found["macro"]
        tags = tables.COMMANDS.get(name)
        if tags is not None:
            return self.command(tags) if argument else ""
        tags = tables.DECLARATIONS.get(name)
        if tags is not None:
            if not self.markup:
                return ""
            self.closers[-1] = tags[1] + self.closers[-1]
            return tags[0]
        shown = _symbol(name)
        if shown is None:
            self.pending = "}"
            return found[0]
        return shown

    def command(self, tags: tuple[str, str]) -> str:
        if tags is tables.QUOTE:
            inner = any(closer == "”" for closer in self.closers)
            self.pending = "’" if inner else "”"
            return "‘" if inner else "“"
        self.pending = tags[1] if self.markup else ""
        return tags[0] if self.markup else ""


def _accented(found: re.Match[str]) -> str:
    base = found["braced"] or found["dotless"] or found["bare"]
    if base[0] == "\\":
        base = base[1]
    return unicodedata.normalize("NFC", base + (found["marks"] or "") + tables.MARKS[found["mark"]])


def _simple(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "sign":
            return found["sign"]
        case "line":
            return "\n"
        case "url" | "web":
            return found[found.lastgroup]
        case "symbol":
            return tables.SYMBOLS.get(found["symbol"], found["symbol"])
    return tables.PLAIN[found[0]]


@lru_cache(maxsize=1024)
def _symbol(name: str) -> str | None:
    """What a macro without arguments shows, or None for one that is not known."""
    if name in tables.LOOKS:
        return ""
    if name in tables.NAMED:
        return tables.NAMED[name]
    from pylatexenc.latex2text import get_default_latex_context_db  # slow to import, seldom needed

    shown = getattr(get_default_latex_context_db().get_macro_spec(name), "simplify_repl", None)
    return shown if isinstance(shown, str) and len(shown) == 1 and shown.isprintable() else None


_FORMULA = re.compile(
    r"(?P<script>[\^_])\s*(?:\{(?P<group>(?:[^{}^_]|\{[^{}^_]*\})*)\}|(?P<one>\\[A-Za-z]+|[^{}\\\s]))"
    r"|\\(?P<macro>[A-Za-z]+)|\\(?P<symbol>[^A-Za-z])|(?P<brace>[{}])|(?P<plain>[^\\^_{}~]+)|(?P<other>.)",
    re.DOTALL,
)


def _formula(content: str, markup: bool) -> str | None:
    """A formula as text if it holds no more than letters, signs and single indices; else None."""
    out = []
    for found in _FORMULA.finditer(content):
        match found.lastgroup:
            case "group" | "one":
                out.append(_index(found["script"], found["group"] or found["one"] or "", markup))
            case "macro":
                out.append(_symbol(found["macro"]))
            case "symbol":
                out.append(tables.SYMBOLS.get(found["symbol"], found["symbol"]))
            case "plain":
                out.append(found[0])
            case "brace":
                out.append("")
            case _:
                return None
    return None if None in out else "".join(filter(None, out))


def _index(sign: str, content: str, markup: bool) -> str | None:
    shown = _formula(content, markup)
    if sign == "^" and content.strip() in (r"\circ", r"\prime"):
        return "°" if content.strip() == r"\circ" else "′"
    if not markup or shown is None:
        return None
    before, after = tables.SUPER if sign == "^" else tables.SUB
    return f"{before}{shown}{after}"


_SPECIAL = ("\\", "{", "}", "~", "^", "&", "%", "$", "#", "_", "\n", "--", "`", "''", "  ")
_ESCAPES = str.maketrans(
    {
        "\\": r"{\textbackslash}",
        "{": r"{\textbraceleft}",
        "}": r"{\textbraceright}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
    }
)
_LIGATURE = re.compile(r"-(?=-)|`(?=`)|'(?=')|[?!](?=`)")
_BLANK = re.compile(r"(?:(?<=[ \n])|^) | (?=\n|$(?!\n))")
_NEWLINES = re.compile(r"\n+")


def encode(text: str, markup: bool = False) -> str:
    """Text as a BibTeX value, without the delimiters around it.

    With `markup`, CSL's tags that pair up become commands, and formulas that `decode` leaves alone stay as they are.
    """
    if text[:1] != " " and text[-1:] != " " and not any(mark in text for mark in _SPECIAL) and not (markup and "<" in text):
        return text
    kept: list[str] = []
    if markup and ("<" in text or "$" in text):
        text = _set_aside(text, kept)
    text = _LIGATURE.sub(r"\g<0>\0", text.translate(_ESCAPES)).replace("\0", "{}")
    text = _BLANK.sub("{ }", text)
    text = _NEWLINES.sub(_line_ends, text) if "\n" in text else text
    if kept:
        pieces = iter(kept)
        text = re.sub(_KEPT, lambda _: next(pieces), text)
    return text


def with_accents(value: str) -> str:
    """Names in which the Latin letters beyond ASCII are LaTeX's: `{\\"O}zge`, each a single letter to BibTeX.

    BibTeX cuts initials and labels out of names byte by byte, and would part a letter of UTF-8. What is in such braces it leaves
    whole (its "special characters", btxhak.tex). A first letter of another script gets a macro for that which does nothing; names in
    braces have no initials.
    """
    if value.isascii():
        return value
    depth = 0

    def written(found: re.Match[str]) -> str:
        nonlocal depth
        if found[0] in "{}":
            depth += 1 if found[0] == "{" else -1
            return found[0]
        as_command = _as_command(found[0])
        first = depth == 0 and as_command == found[0] and found[0].isalpha() and not value[found.start() - 1 : found.start()].isalnum()
        return f"{{\\relax {found[0]}}}" if first else as_command

    return _BRACES_AND_BEYOND_ASCII.sub(written, value)


_BRACES_AND_BEYOND_ASCII = re.compile(r"[{}]|[^\x00-\x7f]")
_SIGNS = {mark: sign for sign, mark in tables.MARKS.items()}


def _as_command(letter: str) -> str:
    """A letter as LaTeX's command for it; as it is if there is none."""
    if letter in tables.LETTERS:
        return f"{{\\{tables.LETTERS[letter]}}}"
    parts = unicodedata.normalize("NFD", letter)
    written, marks = parts[0], parts[1:]
    if not marks or not written.isascii() or not all(mark in _SIGNS for mark in marks):
        return letter
    for sign in map(_SIGNS.__getitem__, marks):
        written = f"\\{sign}{{{written}}}" if len(written) > 1 else f"\\{sign}{' ' * sign.isalpha()}{written}"
    return f"{{{written}}}"


_KEPT = "\3"  # stands for a piece that is not escaped
_TAG = re.compile(rf"(?P<tag><(?P<end>/?)(?P<name>i|b|sub|sup|span)(?P<style> style=\"font-variant:small-caps;\")?>)|{_MATH}")
_AS_COMMAND = {"i": r"\textit{", "b": r"\textbf{", "sup": r"\textsuperscript{", "sub": r"\textsubscript{", "span": r"\textsc{"}


def _set_aside(text: str, kept: list[str]) -> str:
    """The text with `_KEPT` for each tag that pairs up and each formula to be left alone; `kept` gets what they are in LaTeX."""
    puts: dict[int, tuple[int, str]] = {}
    open_tags: list[re.Match[str]] = []
    for found in _TAG.finditer(text):
        if found["math"] is not None:
            if is_balanced(found[0]) and decode(unwrap(found[0]), markup=True) == found[0]:
                puts[found.start()] = (found.end(), found[0])
        elif not found["end"]:
            if bool(found["style"]) == (found["name"] == "span"):
                open_tags.append(found)
        elif open_tags and open_tags[-1]["name"] == found["name"] and not found["style"]:
            start = open_tags.pop()
            puts[start.start()] = (start.end(), _AS_COMMAND[found["name"]])
            puts[found.start()] = (found.end(), "}")
    out, done = [], 0
    for start_at in sorted(puts):
        end, piece = puts[start_at]
        kept.append(piece)
        out += [text[done:start_at], _KEPT]
        done = end
    return "".join((*out, text[done:]))


def is_balanced(value: str) -> bool:
    """Do the braces pair up, the escaped ones counted?"""
    if "{" not in value and "}" not in value:
        return True
    depth = 0
    for mark in re.findall(r"[{}]", value):
        depth += 1 if mark == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def _line_ends(found: re.Match[str]) -> str:
    """A blank line is a paragraph in LaTeX too; any other number of line ends is written out."""
    return found[0] if len(found[0]) == 2 and found.start() > 0 and found.end() < len(found.string) else "\\\\\n" * len(found[0])


_LINE_ENDS = re.compile(r"(?<![ \t])[ \t]*\n[ \t]*")
_PARAGRAPH = re.compile(r"(?<![ \t])[ \t]*\n[ \t]*(?:\n[ \t]*)+")


def unwrap(value: str) -> str:
    """A raw value without the line breaks and indents of its file: white space is one blank, empty lines part paragraphs."""
    value = value.strip(" \t\r\n")
    if not ("\n" in value or "  " in value or "\t" in value or "\r" in value):
        return value
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    paragraphs = _PARAGRAPH.split(value)
    return "\n\n".join(re.sub(r"[ \t]{2,}|\t", " ", _LINE_ENDS.sub(" ", paragraph)) for paragraph in paragraphs)
