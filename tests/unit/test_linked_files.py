"""Which files other fields name, as programs write them, and one more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tipdesk.domain import linked_files
from tipdesk.domain.linked_files import LinkedFile


@pytest.mark.parametrize(
    ("field", "value", "files"),
    [
        ("file", ":papers/Foo - Bar.pdf:PDF;Notes:/home/x/n.txt:Text", [("papers/Foo - Bar.pdf", ""), ("/home/x/n.txt", "Notes")]),
        ("file", r"Snapshot:C\:\\Users\\Ana\\6.html:text/html", [(r"C:\Users\Ana\6.html", "Snapshot")]),
        ("file", r"x\;y:p\:q.pdf:PDF", [("p:q.pdf", "x;y")]),
        ("File", "/a/b.pdf;/c d.pdf", [("/a/b.pdf", ""), ("/c d.pdf", "")]),
        ("file", r"C:\scans\new.png", [(r"C:\scans\new.png", "")]),
        ("file", r"\\server\share\a.pdf", [(r"\\server\share\a.pdf", "")]),
        ("file", "file:///home/x%20y.pdf", [("/home/x y.pdf", "")]),
        ("file", "file:///C:/a/b.pdf", [("C:/a/b.pdf", "")]),
        ("File Attachments", "/a/b.pdf; /c.pdf", [("/a/b.pdf", ""), ("/c.pdf", "")]),
        ("localfile", "x.pdf", [("x.pdf", "")]),
        ("file", "a.pdf;:a.pdf:PDF", [("a.pdf", "")]),
        ("file", "https://example.org/a.pdf", []),
        ("file", r"Online:https\://example.org/a.pdf:PDF", []),
        ("file", "internal-pdf://123/a.pdf", []),
        ("profile", "a.pdf", []),
        ("file", r"C:\\Users\\Ana\\a\; \{b\}.pdf;/c/d: e.pdf", [(r"C:\Users\Ana\a; {b}.pdf", ""), ("/c/d: e.pdf", "")]),
        ("file", r":C$\backslash$:/Users/x/{\_}a{\_}b.pdf:pdf", [("C:/Users/x/_a_b.pdf", "")]),
        ("file", r":\\\\server\\share\\a.pdf:PDF", [(r"\\server\share\a.pdf", "")]),
        ("file", "file://server/share/a.pdf;file://localhost/a.pdf", [("//server/share/a.pdf", ""), ("/a.pdf", "")]),
        ("file", "file://C:/a#1.pdf;file://[x", [("C:/a#1.pdf", ""), ("//[x", "")]),
        ("ris-l1", "b.pdf", [("b.pdf", "")]),
        ("ris-l4", "files/1/figure.png", [("files/1/figure.png", "")]),
        ("file", " ; :: ;", []),
    ],
)
def test_files_are_read_as_programs_write_them(field: str, value: str, files: list[tuple[str, str]]) -> None:
    assert linked_files.of(((field, value),)) == tuple(LinkedFile(*file) for file in files)


@pytest.mark.parametrize("path", ["//a/b.pdf", r"\\a\b.pdf", r"/\a/b.pdf", r"\/a/b.pdf", r"\??\UNC\a\b.pdf", r"\\?\UNC\a\b.pdf"])
def test_other_machines_are_known_by_every_way_of_writing_them(path: str) -> None:
    assert linked_files.is_elsewhere(path)
    assert not linked_files.is_elsewhere(path[1:].lstrip("\\/?"))


@pytest.mark.parametrize(
    "path", [" a.pdf", "a.pdf ", "x.d/noext", "a.b:c", "a.b;c", "\\", "$\\backslash$.pdf", r"{\_}", ".hidden", "a  b.pdf"]
)
def test_odd_names_are_linked_once(path: str) -> None:
    linked = linked_files.with_file((), path)
    assert linked_files.of(linked) == (LinkedFile(path),)
    assert linked_files.with_file(linked, path) == linked
    assert "/" not in linked[0][1].rpartition(":")[2]


def test_one_more_file_leaves_all_fields_called_so() -> None:
    linked = linked_files.with_file((("File", "a.pdf"), ("file", "b.pdf")), "c.pdf")
    assert [file.path for file in linked_files.of(linked)] == ["a.pdf", "b.pdf", "c.pdf"]


@given(st.text(), st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).map(str.strip).filter(bool))
def test_one_more_file_stands_behind_those_that_were_there(held: str, path: str) -> None:
    extra = (("note", "n"), ("file", held))
    before = linked_files.of(extra)
    after = linked_files.with_file(extra, path)
    if "://" not in path and not held.endswith("\\"):
        assert linked_files.of(after) == tuple(dict.fromkeys((*before, *(() if path in [f.path for f in before] else (LinkedFile(path),)))))
        if path not in [f.path for f in before]:
            assert linked_files.of(linked_files.without_file(after, path)) == before
    assert after[0] == ("note", "n")
    assert after[1][1].startswith(held.strip())


def test_one_file_less_leaves_the_others_as_they_are_written() -> None:
    extra = (("file", r"Notes:a\;b.txt:Text;:c.pdf:PDF;https://example.org/x.pdf"), ("localfile", "c.pdf"), ("note", ""))
    assert linked_files.without_file(extra, "c.pdf") == (("file", r"Notes:a\;b.txt:Text;https://example.org/x.pdf"), ("note", ""))
    assert linked_files.without_file(extra, "z.pdf") == extra
