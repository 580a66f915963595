"""What LaTeX's accents, symbols and commands show."""

MARKS = {"textcommabelow": "\u0326"} | dict(
    zip(
        "\"'`^~=.bcdHkrtuv", "\u0308\u0301\u0300\u0302\u0303\u0304\u0307\u0331\u0327\u0323\u030b\u0328\u030a\u0361\u0306\u030c", strict=True
    )
)
LETTERS = {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ß": "ss", "ı": "i"} | {
    "đ": "dj", "Đ": "DJ", "ð": "dh", "Ð": "DH", "þ": "th", "Þ": "TH", "ŋ": "ng", "Ŋ": "NG"
}  # fmt: skip
PLAIN = {"~": " ", "--": "–", "---": "—", "``": "“", "''": "”"}
SYMBOLS = {" ": " ", "\n": " ", "\t": " "} | dict.fromkeys(",;:", " ") | dict.fromkeys("!-/@()[]", "")
# Macros that only say how their text looks: the text stays, the macro goes.
LOOKS = frozenset(
    """tt rm sf md up texttt textrm textsf textup textmd textnormal text mbox hbox ttfamily rmfamily sffamily upshape mdseries normalfont
    small footnotesize scriptsize tiny large Large normalsize underline uline url path nolinkurl ensuremath mathrm mathit mathbf
    mathsf mathtt mathcal mathbb NoCaseChange protect relax displaystyle bibstring selectfont nobreak leavevmode null
    noindent autocap""".split()
)
ITALIC, BOLD, SMALL = ("<i>", "</i>"), ("<b>", "</b>"), ('<span style="font-variant:small-caps;">', "</span>")
SUPER, SUB, QUOTE = ("<sup>", "</sup>"), ("<sub>", "</sub>"), ("“", "”")
# Commands with an argument, and the markup of CSL (its specification, "Rich text") that says the same.
COMMANDS = {
    "textit": ITALIC,
    "emph": ITALIC,
    "textsl": ITALIC,
    "mkbibemph": ITALIC,
    "mkbibitalic": ITALIC,
    "textbf": BOLD,
    "mkbibbold": BOLD,
    "textsc": SMALL,
    "textsuperscript": SUPER,
    "textsubscript": SUB,
    "mkbibsuperscript": SUPER,
    "mkbibsubscript": SUB,
    "enquote": QUOTE,
    "mkbibquote": QUOTE,
    "textquote": QUOTE,
}
# Commands that hold to the end of their group.
DECLARATIONS = {
    "em": ITALIC,
    "it": ITALIC,
    "sl": ITALIC,
    "itshape": ITALIC,
    "slshape": ITALIC,
    "bf": BOLD,
    "bfseries": BOLD,
    "sc": SMALL,
    "scshape": SMALL,
}
NAMED = {
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
    "textquoteright": "’",
    "textquoteleft": "‘",
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
    "psq": "sq.",
    "psqq": "sqq.",
    "copyright": "©",
    "pounds": "£",
    "euro": "€",
    "S": "§",
    "P": "¶",
    "degree": "°",
    "textdegree": "°",
    "prime": "′",
    "textprime": "′",
    "textohm": "Ω",
    "textmu": "µ",
}
