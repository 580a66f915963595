"""What goes to other programs by the clipboard or a drag."""

import json
import threading
from dataclasses import replace

import pytest

from tests.citing.test_goldens import RECORDS
from tipdesk.app import citing, clippings, importing
from tipdesk.app.clippings import HTML, RTF, TEXT, Manner
from tipdesk.citing import pandoc
from tipdesk.domain.errors import BadRequest
from tipdesk.domain.progress import Cancelled
from tipdesk.domain.publication import Note

BIRD, BIGIO, UNSEEN = RECORDS["bird"], RECORDS["bigio"], RECORDS["unseen"]
BIBTEX, RIS, CSL = clippings.TYPES[3:]


def test_six_forms_of_the_same_publications_and_no_private_note() -> None:
    noted = replace(BIRD, notes=(Note("SECRET"), Note("Told", public=True)))
    made = dict(clippings.forms([noted, UNSEEN], Manner("apa")))
    assert set(made) == set(clippings.TYPES) and not any("SECRET" in text for text in made.values())
    assert made[TEXT].startswith("Bird, L. (2020). Smuggling in the time of COVID-19") and made[TEXT].count("\n") == 1
    assert made[HTML].startswith('<meta charset="utf-8">') and "<em>Smuggling in the time of COVID-19</em>" in made[HTML]
    assert made[RTF].startswith(r"{\rtf1") and made[RTF].count("{") == made[RTF].count("}") and r"{\i Smuggling" in made[RTF]
    for mime, name in ((BIBTEX, "bibtex"), (RIS, "ris"), (CSL, "csljson")):
        found = list(importing.read(importing.input_of(made[mime], "clipboard", name)))
        assert [item.title for item in found] == [BIRD.title, UNSEEN.title]  # type: ignore[union-attr]
    assert len(json.loads(made[CSL])) == 2


def test_a_citation_goes_into_the_line_where_it_is_put() -> None:
    made = dict(clippings.forms([BIRD, BIGIO], Manner("apa", in_text=True, locator="p. 12")))
    assert made[TEXT] == "(Bigio & Vogelstein, 2019, p. 12; Bird, 2020, p. 12)"
    assert "<p>" not in made[HTML] and "Bird, 2020, p. 12" in made[HTML]
    assert made[RTF] == r"{\rtf1\ansi (Bigio & Vogelstein, 2019, p. 12; Bird, 2020, p. 12)}" and "@" in made[BIBTEX]


def test_the_first_letter_of_a_citation_stays_in_rtf() -> None:
    made = dict(clippings.forms([replace(BIRD, title="Été: \\f0 {x}", contributors=())], Manner("un", in_text=True)))
    assert made[RTF].startswith(r"{\rtf1\ansi {\i \u201 ?t\u233 ?: \\f0 \{x\}}"), made[RTF]
    made = dict(clippings.forms([RECORDS["act"], BIRD], Manner("apa")))
    assert r"\f0" not in made[RTF] and made[RTF].count(r"\par}") == 2


def test_what_is_copied_follows_style_and_locale() -> None:
    made = dict(clippings.forms([replace(BIRD, date="")], Manner("chicago", "fr")))
    assert "s.\xa0d." in made[TEXT] and "n.d." not in made[TEXT]


def test_too_many_are_refused_with_what_to_do_instead() -> None:
    with pytest.raises(BadRequest, match=r"1,000 publications at most .* export"):
        next(clippings.forms([BIRD] * 1001, Manner()))


@pytest.mark.parametrize(
    ("form", "written"),
    [(r"\cite{}", r"\cite{a,b c}"), (r"\footcite{}", r"\footcite{a,b c}"), ("[@]", "[@a; @{b c}]"), ("@", "@a; @{b c}")],
)
def test_keys_as_other_programs_cite_by_them(form: str, written: str) -> None:
    assert form in clippings.KEY_FORMS
    assert clippings.cited_keys(form, ["a", "b c"]) == written


class _Stop:
    cancelled = False

    def report(self, done: int, total: int) -> None:
        """Nobody looks."""


def test_a_run_that_nobody_wants_any_more_ends() -> None:
    stop = _Stop()
    timer = threading.Timer(0.2, lambda: setattr(stop, "cancelled", True))
    timer.start()
    many = [replace(BIRD, title=f"Study {number}") for number in range(5_000)]
    with pandoc.stopped_by(stop), pytest.raises(Cancelled):
        citing.text(many, citing.look("apa"))
    timer.join()
