"""LaTeX to text and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tipdesk.formats.latex import decode, encode, unwrap, with_accents
from tipdesk.formats.title_case import encode_title

text = st.text(st.one_of(st.sampled_from(list(" \n-'`{}\\~^&%$#_?!aB\",")), st.characters(exclude_categories=["Cc", "Cs"])))

tags = [
    "<i>",
    "</i>",
    "<b>",
    "</b>",
    "<sub>",
    "</sub>",
    '<span style="font-variant:small-caps;">',
    "</span>",
    "$",
    r"\frac{a}",
    "UN",
    "x^2",
]
marked = st.lists(st.one_of(st.sampled_from(tags), text), max_size=8).map("".join)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("100% of cases", "100% of cases"),
        (r"100\% of cases \& 5\$ \_ \#", "100% of cases & 5$ _ #"),
        (r"\texttt{set} in \TeX", "set in TeX"),
        (r"\emph{very {\bf bold}} text", "very bold text"),
        (r"Caf\'e, {\'e}t\'{e}, \c{c}a, \v{S}, na\"{\i}ve, \'{\^e}", "Café, été, ça, Š, naïve, ế"),
        (r"S{\o}ren {\AA}ngstr{\"o}m Stra{\ss}e", "Søren Ångström Straße"),
        ("a~b -- c---d ``x''", "a b – c—d “x”"),
        (r"$\alpha \leq 5$ and $\frac{a}{b}$ for $5 or $10", r"α ≤ 5 and $\frac{a}{b}$ for $5 or $10"),
        (r"\enquote{a \enquote{b}} \textcolor{red}{c}\href{http://x.org}{d}", "“a ‘b’” cd"),
        (r"\unknown{kept} and \frac{1}{2}", r"\unknown{kept} and \frac{1}{2}"),
        (r"\~{}user \textasciitilde{} \^{}", "~user ~ ^"),
        ("Smuggling in the Time of {COVID-19}", "Smuggling in the Time of COVID-19"),
        (r"one\\two\par three", "one\ntwo\n\nthree"),
        ("unbalanced } and {", "unbalanced  and "),
    ],
)
def test_decode(value: str, shown: str) -> None:
    assert decode(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (r"\emph{very {\bf bold}} text", "<i>very <b>bold</b></i> text"),
        (r"{\em Homo} \textsc{ii} at {\itshape a {b}} c", '<i>Homo</i> <span style="font-variant:small-caps;">ii</span> at <i>a b</i> c'),
        (
            r"CO$_2$, H\textsubscript{2}O, 10$^{th}$, 5$^\circ$C, $x^{y^z}$",
            "CO<sub>2</sub>, H<sub>2</sub>O, 10<sup>th</sup>, 5°C, $x^{y^z}$",
        ),
        (r"{\em open", "<i>open</i>"),
        (r"\emph x \em", "x <i></i>"),
        (r"\foo{\em a}{\it b} {c}", r"\foo{<i>a</i>}{<i>b</i>} c"),
    ],
)
def test_markup_is_kept_where_it_is_asked_for(value: str, shown: str) -> None:
    assert decode(value, markup=True) == shown


def test_markup_that_pairs_up_is_written_as_commands_and_formulas_stay() -> None:
    written = r"\textit{Homo} a<b> \textsubscript{2} {UN} $\frac{1}{2}$ \$5</i>"
    assert encode_title(r"<i>Homo</i> a<b> <sub>2</sub> UN $\frac{1}{2}$ $5</i>") == written


@given(marked)
def test_marked_up_text_comes_back(value: str) -> None:
    assert decode(encode(value, markup=True), markup=True) == value
    assert decode(unwrap(encode_title(value)), markup=True) == value


@given(text)
def test_what_is_encoded_decodes_to_the_same(value: str) -> None:
    assert decode(encode(value)) == value
    assert decode(unwrap(encode(value))) == value
    assert decode(unwrap(encode_title(value))) == value


@given(text)
def test_braces_are_balanced_always(value: str) -> None:
    for encoded in (encode(value), encode_title(value)):
        depth = 0
        for character in encoded:
            depth += (character == "{") - (character == "}")
            assert depth >= 0
        assert depth == 0
        assert not encoded.endswith("\\")


def test_specials_are_escaped_and_letters_stay() -> None:
    assert encode("Ñandú & Söhne, 50% of $5 #1_a") == r"Ñandú \& Söhne, 50\% of \$5 \#1\_a"
    assert encode("} @misc{x") == r"{\textbraceright} @misc{\textbraceleft}x"


def test_acronyms_and_mixed_case_are_protected_and_other_words_are_not() -> None:
    assert (
        encode_title("Gender-Based Violence: UNODC, SDGs & the G20 (PGI)") == r"Gender-Based Violence: {UNODC}, {SDGs} \& the {G20} ({PGI})"
    )


def test_names_of_places_and_bodies_are_protected_as_wholes() -> None:
    title = "Cases in Central America and Chadwick: the Walk Free Foundation, Trinidad and Tobago"
    assert encode_title(title) == "Cases in {Central America} and Chadwick: the {Walk Free Foundation}, {Trinidad and Tobago}"
    assert encode_title("Worldwide: a Reader") == "Worldwide: a Reader"


def test_a_title_that_is_a_name_is_protected_as_a_whole_unless_its_script_has_no_capitals() -> None:
    assert encode_title("Rantsev v. Cyprus", whole=True) == "{Rantsev v. Cyprus}"
    assert encode_title("بروتوكول", whole=True) == "بروتوكول"


def test_lines_of_a_file_are_unwrapped() -> None:
    assert unwrap("  a\n    b\tc\r\n\n\n  d ") == "a b c\n\nd"


def test_deep_nesting_does_not_recurse() -> None:
    assert decode("{" * 100_000 + r"\'e" + "}" * 100_000) == "é"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Özge Ñandú", r"""{\"O}zge {\~N}and{\'u}"""),
        ("Łukasz Şahin Søren", r"{\L}ukasz {\c S}ahin S{\o}ren"),
        ("Nguyễn", r"Nguy{\~{\^e}}n"),
        ("Țepeș, Ștefan and Đặng", r"{\textcommabelow T}epe{\textcommabelow s}, {\textcommabelow S}tefan and {\DJ}{\u{\d a}}ng"),
        ("Жукова, Юлия and 李, 明", r"{\relax Ж}укова, {\relax Ю}лия and {\relax 李}, {\relax 明}"),
        ("{Красный Крест} and {École}", r"{Красный Крест} and {{\'E}cole}"),
    ],
)
def test_letters_beyond_ascii_are_single_letters_to_bibtex(name: str, written: str) -> None:
    assert with_accents(name) == written
    assert decode(written) == decode(name)


@given(text)
def test_accents_written_as_commands_say_the_same(text: str) -> None:
    assert decode(with_accents(encode(text))) == decode(encode(text))
