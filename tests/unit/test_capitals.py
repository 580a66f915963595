import pytest

from tipdesk.domain import capitals


def cased(title: str, **more: bool) -> str:
    return capitals.sentence_case(title, **more).replace('<span class="nocase">', "{").replace("</span>", "}")


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("Understanding Human Trafficking in Conflict", "Understanding human trafficking in conflict"),
        ("Unheard: Gender-Based Violence", "Unheard: Gender-based violence"),
        ("Smuggling in the Time of COVID-19", "Smuggling in the time of {COVID-19}"),
        ("A Toolkit for Côte d'Ivoire and the Sahel", "A toolkit for {Côte d'Ivoire} and the {Sahel}"),
        ("What Is Forced Labour? A Primer", "What is forced labour? A primer"),
        ("Rantsev v. Cyprus Explained to Everyone", "Rantsev v. {Cyprus} explained to everyone"),
        ("TRAFFICKING IN PERSONS: UNODC REPORT", "Trafficking in persons: {UNODC} report"),
        ("A <i>Quick</i> Guide to <b>E-Learning</b>", "A <i>quick</i> guide to <b>e-learning</b>"),
        ("Work in sub-Saharan Africa Today", "Work in {sub-Saharan} {Africa} today"),
        # In sentence case already: what has a capital is a name.
        ("Trafficking of women in Zarda valley", "Trafficking of women in {Zarda} valley"),
        ("", ""), ("…", "…"), ("2020", "2020"), ("<i></i>", "<i></i>"), ("x" * 10_000, "X" + "x" * 9_999),
    ],
)  # fmt: skip
def test_a_title_goes_into_sentence_case_without_its_names(title: str, sentence: str) -> None:
    assert cased(title) == sentence


def test_a_subtitle_begins_small_where_the_manual_wants_that() -> None:
    assert cased("Human Trafficking: A Guide for Kenya", lower_subtitle=True) == "Human trafficking: a guide for {Kenya}"
    assert cased("Human trafficking: A guide", lower_subtitle=True) == "Human trafficking: a guide"


@pytest.mark.parametrize(
    ("title", "languages", "english"),
    [
        ("Anything", ("en-GB",), True), ("La traite des êtres humains", (), False), ("Human Trafficking", (), True),
        ("La trata de personas en Lima", (), False), ("Countering Trafficking in Settings", ("ar", "en", "fr"), True),
        ("Menschenhandel", ("de",), False), ("Торговля людьми", (), False), ("La traite", ("fr", "en"), False),
    ],
)  # fmt: skip
def test_english_is_told_by_the_record_or_by_the_words(title: str, languages: tuple[str, ...], english: bool) -> None:
    assert capitals.is_english(title, languages) is english


@pytest.mark.parametrize(
    ("title", "with_colon"),
    [
        ("The Index 2018. Europe Report", "The Index 2018: Europe Report"),
        ("Rantsev v. Cyprus", "Rantsev v. Cyprus"),
        ("Protocol No. Three", "Protocol No. Three"),
        ("One. Two. Three", "One: Two. Three"),
        ("Ends. here", "Ends. here"),
    ],
)
def test_a_full_stop_before_a_subtitle_is_a_colon(title: str, with_colon: str) -> None:
    assert capitals.with_colon(title) == with_colon
