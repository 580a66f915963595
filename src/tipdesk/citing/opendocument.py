"""What an OpenDocument text needs beside what pandoc writes: the styles that its paragraphs name, and the direction of its pages.

Pandoc writes the name of a style as it is given, and defines none; in a Word document it does both.
"""

import io
import re
import zipfile
from collections.abc import Iterable

_STYLES = "styles.xml"
_END = "</office:styles>"
_DEFAULT = re.compile(r'<style:default-style style:family="paragraph">\s*<style:paragraph-properties (?![^>]*fo:text-align)')
DIRECTED = {False: "Text_From_Left", True: "Text_From_Right"}  # styles of paragraphs by their direction: is it from the right?
_DIRECTIONS = {
    DIRECTED[False]: '<style:paragraph-properties style:writing-mode="lr-tb" fo:text-align="left"/>',
    DIRECTED[True]: '<style:paragraph-properties style:writing-mode="rl-tb" fo:text-align="right"/>',
}


def style_name(shown: str) -> str:
    """The name by which paragraphs call the style that is shown as this: blanks are written in hexadecimal, as LibreOffice does."""
    return shown.replace(" ", "_20_")


def finished(made: bytes, styles: Iterable[str], from_right: bool) -> bytes:
    """The same document with those of the paragraph styles, by the names shown, that it lacks: each looks as the text does.

    Those that a reference document has defined stay as they are. `from_right`: pages and paragraphs run from the right.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as source, zipfile.ZipFile(out, "w") as target:
        for part in source.infolist():  # in their order: the type of the document comes first
            data = source.read(part)
            target.writestr(part, _styled(data.decode(), styles, from_right).encode() if part.filename == _STYLES else data)
    return out.getvalue()


def _styled(text: str, styles: Iterable[str], from_right: bool) -> str:
    lacking = [shown for shown in styles if f'style:name="{style_name(shown)}"' not in text]
    text = _from_right(text) if from_right else text
    return text.replace(_END, "".join(map(_definition, lacking)) + _END)


def _from_right(text: str) -> str:
    """LibreOffice does not align paragraphs at the side that they run from unless told to."""
    text = re.sub(r'(?<=style:writing-mode=)"(?:lr-tb|lr|page)"', '"rl-tb"', text)
    return _DEFAULT.sub(r'\g<0>fo:text-align="right" ', text)


def _definition(shown: str) -> str:
    return (
        f'<style:style style:name="{style_name(shown)}" style:display-name="{shown}" style:family="paragraph"'
        f' style:parent-style-name="Text_20_body">{_DIRECTIONS.get(shown, "")}</style:style>'
    )
