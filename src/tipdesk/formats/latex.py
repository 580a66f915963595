r"""LaTeX and Unicode: what a BibTeX value says as plain text, and plain text as a BibTeX value that compiles.

`decode(encode(text)) == text` for every text without control characters. What `encode` gives has balanced braces whether or
not one counts the escaped ones, and letters outside ASCII stay as they are (UTF-8).
"""

import re
import unicodedata
from functools import lru_cache

# Looking for one substring after the other is several times as fast as a regular expression of alternatives.
_BUT_BRACES = ("\\", "~", "$", "--", "``", "''")
_MATH = re.compile(r"(?<!\\)\$([^$\s](?:[^$]{0,500}[^$\s\\])?)\$(?!\d)")
_ACCENT = re.compile(
    r"(?<!\\)\\(?P<mark>[\"'`^~=.]|[bcdHkrtuv](?![A-Za-z]))[ ]*"
    r"(?:\{[ ]*(?P<braced>\\[ij](?![A-Za-z])[ ]*|[^{}\\\s])(?P<marks>[\u0300-\u036f]*)\}"
    r"|(?P<dotless>\\[ij](?![A-Za-z]))(?:\{\}|[ ])?|(?P<bare>[^\W\d_]))"
)
_MARKS = dict(
    zip(
        "\"'`^~=.bcdHkrtuv", "\u0308\u0301\u0300\u0302\u0303\u0304\u0307\u0331\u0327\u0323\u030b\u0328\u030a\u0361\u0306\u030c", strict=True
    )
)
_TOKEN = re.compile(
    r"(?<!\\)\\(?P<sign>[\"'`^~=.])\{\}"
    r"|\\(?P<macro>[A-Za-z]+)\*?[ \t]*"
    r"|\\\\(?:\[[^\]]{0,20}\])?[ \t]*\n?[ \t]*(?P<line>)"
    r"|\\(?P<symbol>[^A-Za-z\\])"
    r"|(?P<open>\{)|(?P<close>\})|~|---?|``|''"
)
_PLAIN = {"~": " ", "--": "–", "---": "—", "``": "“", "''": "”"}
_SYMBOLS = {
    ",": " ",
    ";": " ",
    ":": " ",
    " ": " ",
    "\n": " ",
    "\t": " ",
    "!": "",
    "-": "",
    "/": "",
    "@": "",
    "(": "",
    ")": "",
    "[": "",
    "]": "",
}
# Macros that only say how their text looks: the text stays, the macro goes.
_LOOKS = frozenset(
    """em bf it sc tt rm sf sl sl md up emph textit textbf textsc texttt textrm textsf textsl textup textmd textnormal text mbox hbox
    bfseries itshape scshape ttfamily rmfamily sffamily slshape upshape mdseries normalfont small footnotesize scriptsize tiny large
    Large normalsize underline uline url path nolinkurl textsuperscript textsubscript ensuremath mathrm mathit mathbf mathsf mathtt
    mathcal mathbb NoCaseChange protect mkbibemph mkbibbold mkbibquote enquote relax displaystyle bibstring foreignlanguage textquote
    selectfont nobreak leavevmode null noindent""".split()
)
_NAMED = {
    "TeX": "TeX",
    "LaTeX": "LaTeX",
    "LaTeXe": "LaTeX2e",
    "BibTeX": "BibTeX",
    "XeTeX": "XeTeX",
    "par": "\n\n",
    "newline": "\n",
    "quad": " ",
    "qquad": " ",
    "textbackslash": "\\",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textunderscore": "_",
    "lbrace": "{",
    "rbrace": "}",
    "backslash": "\\",
    "textdollar": "$",
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textquotedbl": '"',
    "textquotesingle": "'",
    "textasciigrave": "`",
    "ldots": "…",
    "dots": "…",
    "textellipsis": "…",
    "slash": "/",
    "i": "ı",
    "j": "ȷ",
    "space": " ",
    "textendash": "–",
    "textemdash": "—",
    "nobreakspace": " ",
    "thinspace": " ",
    "hyphen": "-",
    "bibrangedash": "–",
    "linebreak": "\n",
}


def decode(value: str) -> str:
    """A BibTeX value as the text that it shows. Unknown macros stay as they are written, so that no content is lost."""
    if any(mark in value for mark in _BUT_BRACES):
        return _decode(value)
    return value.replace("{", "").replace("}", "") if "{" in value or "}" in value else value


@lru_cache(maxsize=4096)
def _decode(value: str) -> str:
    if "$" in value:
        value = _MATH.sub(r"{\1}", value)
    for _ in range(3):  # `\'{\^e}` takes two
        value, changes = _ACCENT.subn(_accented, value)
        if not changes:
            break
    out: list[str] = []
    kept: list[bool] = []  # for each open brace, whether it belongs to an unknown macro
    end = 0
    after_unknown = False
    for found in _TOKEN.finditer(value):
        between = value[end : found.start()]
        after_unknown = after_unknown and not between
        out.append(between)
        end = found.end()
        text, after_unknown = _shown(found, kept, after_unknown)
        out.append(text)
    out.append(value[end:])
    return "".join(out)


def _accented(found: re.Match[str]) -> str:
    base = found["braced"] or found["dotless"] or found["bare"]
    if base[0] == "\\":
        base = base[1]
    return unicodedata.normalize("NFC", base + (found["marks"] or "") + _MARKS[found["mark"]])


def _shown(found: re.Match[str], kept: list[bool], after_unknown: bool) -> tuple[str, bool]:
    """What one token shows, and whether a group that follows it at once belongs to an unknown macro."""
    kind = found.lastgroup
    if kind == "open":
        kept.append(after_unknown)
        return ("{" if after_unknown else ""), False
    if kind == "close":
        belongs = kept.pop() if kept else False
        return ("}" if belongs else ""), belongs
    if kind == "macro":
        shown = _macro(found["macro"])
        return (found[0], True) if shown is None else (shown, False)
    return _simple(found), False


def _simple(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "sign":
            return found["sign"]
        case "line":
            return "\n"
        case "symbol":
            return _SYMBOLS.get(found["symbol"], found["symbol"])
    return _PLAIN[found[0]]


@lru_cache(maxsize=1024)
def _macro(name: str) -> str | None:
    """What a macro without arguments shows, or None for one that is not known."""
    if name in _LOOKS:
        return ""
    if name in _NAMED:
        return _NAMED[name]
    from pylatexenc.latex2text import get_default_latex_context_db  # slow to import, seldom needed

    shown = getattr(get_default_latex_context_db().get_macro_spec(name), "simplify_repl", None)
    return shown if isinstance(shown, str) and len(shown) == 1 and shown.isprintable() else None


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


def encode(text: str) -> str:
    """Text as a BibTeX value, without the delimiters around it."""
    if text[:1] != " " and text[-1:] != " " and not any(mark in text for mark in _SPECIAL):
        return text
    text = _LIGATURE.sub(r"\g<0>\0", text.translate(_ESCAPES)).replace("\0", "{}")
    text = _BLANK.sub("{ }", text)
    return _NEWLINES.sub(_line_ends, text) if "\n" in text else text


def _line_ends(found: re.Match[str]) -> str:
    """A blank line is a paragraph in LaTeX too; any other number of line ends is written out."""
    return found[0] if len(found[0]) == 2 and found.start() > 0 and found.end() < len(found.string) else "\\\\\n" * len(found[0])


_LINE_ENDS = re.compile(r"[ \t]*\n[ \t]*")
_PARAGRAPH = re.compile(r"[ \t]*\n[ \t]*(?:\n[ \t]*)+")


def unwrap(value: str) -> str:
    """A raw value without the line breaks and indents of its file: white space is one blank, empty lines part paragraphs."""
    value = value.strip(" \t\r\n")
    if not ("\n" in value or "  " in value or "\t" in value or "\r" in value):
        return value
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    paragraphs = _PARAGRAPH.split(value)
    return "\n\n".join(re.sub(r"[ \t]{2,}|\t", " ", _LINE_ENDS.sub(" ", paragraph)) for paragraph in paragraphs)
