"""Records in many scripts, and such as the sample lacks, for the golden queries (tests/data/golden-queries.txt)."""

from tipdesk.domain.names import Contributor, Organisation, Person
from tipdesk.domain.publication import Note, Publication


def _by(family: str, given: str = "") -> tuple[Contributor, ...]:
    return (Contributor(Person(family, given)),)


BESIDE_THE_SAMPLE = (
    Publication(key="ja", kind="other", title="人身取引と強制労働の報告", languages=("ja",), abstract="子どもの人身取引について。"),
    Publication(key="ko", kind="other", title="인신매매 피해자 보호 지침", languages=("ko",), abstract="강제노동의 피해자를 돕는다."),
    Publication(
        key="zh", kind="other", title="打击贩运人口行为手册", languages=("zh",), abstract="本手册介绍贩运儿童问题。", tags=("培训",)
    ),
    Publication(
        key="ar",
        kind="other",
        title="حِمَايَةُ الأَطْفَالِ مِنَ الاِتِّجَارِ",
        languages=("ar",),
        countries=("Lebanon",),
        abstract="تقرير عن العمل القسري في المدرسة.",
    ),
    Publication(key="fa", kind="other", title="قاچاق کودکان و زنان", languages=("fa",)),
    Publication(key="he", kind="other", title="סַחַר בִּבְנֵי אָדָם", languages=("he",)),
    Publication(
        key="ru",
        kind="other",
        title="Ещё раз о торговле людьми",
        languages=("ru",),
        contributors=_by("Алёшин", "Йосиф"),
        extra=(("file", "Scan:papers/ru.pdf:PDF"),),
    ),
    Publication(key="de", kind="other", title="Straße und Zwangsarbeit", languages=("de",), contributors=_by("Groß", "Jürgen")),
    Publication(
        key="pl",
        kind="other",
        title="Łódź: handel ludźmi",
        languages=("pl",),
        notes=(Note("Zażółć pytanie"),),
        extra=(("File Attachments", "/home/me/pl.odt"),),
    ),
    Publication(key="da", kind="other", title="Ærø og menneskehandel", languages=("da",), contributors=_by("Sørensen", "Åse")),
    Publication(key="tr", kind="other", title="İnsan ticareti: Irak", languages=("tr",), countries=("Iraq",)),
    Publication(key="vi", kind="other", title="Phòng, chống mua bán người", languages=("vi",), countries=("Viet Nam",)),
    Publication(key="th", kind="other", title="การค้ามนุษย์ในประเทศไทย", languages=("th",)),
    Publication(key="el", kind="other", title="Εμπορία ανθρώπων", languages=("el",)),
    Publication(key="wide", kind="other", title="ＩＯＭ　２０２０ﾚﾎﾟｰﾄ", extra=(("file", "https://example.org/wide.pdf"), ("profile", "x"))),
    Publication(key="range", kind="other", title="Ranged", date="1998/1999", contributors=_by("van der Berg", "Jan Willem")),
    Publication(key="circa", kind="other", title="Rich <i>cursive</i> H<sub>2</sub>O", date="1987~"),
    Publication(key="twice1", kind="other", title="Twice told", date="1996", contributors=_by("Zhao", "Li")),
    Publication(key="twice2", kind="other", title="Twice Told!", contributors=_by("Zhao", "L.")),
    Publication(key="twice3", kind="other", title="Twice told", date="1997", contributors=_by("Zhao", "Li")),
    Publication(key="twice4", kind="other", title="Twice told", date="1996", contributors=_by("Qian")),
    Publication(key="doi1", kind="other", title="One name of it", doi="10.1234/ABC"),
    Publication(key="doi2", kind="other", title="Another name of it", doi="https://doi.org/10.1234/abc"),
    Publication(
        key="body",
        kind="other",
        title="Of a body",
        contributors=(Contributor(Organisation("Ministry of Interior, Kenya", "MoI")),),
        countries=("Côte d'Ivoire", "Canada"),
        regions=("Western Africa",),
    ),
)
TRASHED = Publication(key="gone", kind="other", title="Gone for good: twice told", languages=("en",))
