import pytest

from tipdesk.citing.scripts import mark


def told(text: str, own: str = "", writer: str = "html5") -> str:
    """The words with brackets around what is marked, and its language before them."""
    nodes = [{"t": "Space"} if word == " " else {"t": "Str", "c": word} for word in text.replace(" ", "\0 \0").split("\0")]

    def said(node: dict) -> str:  # type: ignore[type-arg]
        if node["t"] == "Span":
            return f"{dict(node['c'][0][2])['lang']}[{''.join(map(said, node['c'][1]))}]"
        return node.get("c", " ")

    return "".join(map(said, mark(nodes, own, writer)))


@pytest.mark.parametrize(
    ("text", "own", "marked"),
    [
        ("Plain words only", "", "Plain words only"),
        ("On منع الاتجار and more", "", "On ar[منع الاتجار] and more"),
        ("منع (2000) الاتجار , 2001", "fa", "fa[منع (2000) الاتجار] , 2001"),
        ("כותרת בעברית", "ar", "he[כותרת בעברית]"),
        ("联合国 打击 2000 公约.", "", "zh[联合国 打击 2000 公约.]"),
        ("联合国 منع", "ja", "ja[联合国] ar[منع]"),
        ("人身取引 の 한국어", "", "zh[人身取引] ja[の] ko[한국어]"),
    ],
)
def test_runs_of_a_script_are_marked_with_their_language(text: str, own: str, marked: str) -> None:
    assert told(text, own) == marked
