"""A name with a comma: a family name before a given one, or an organisation that says where it is or what it is part of."""

import pytest

from tipdesk.domain.names import Organisation, Person
from tipdesk.domain.written_names import format_name, parse_name
from tipdesk.formats.bibtex_names import read_list

ORGANISATIONS = """
Ministry of Interior, Kenya
Ministry of Justice, Government of India
Ministry of Justice, Government of India, New Delhi
Ministry of Women, Children and Persons with Disabilities
Ministry of Gender, Labour and Social Development, Uganda
Government of Nepal, Ministry of Women, Children and Senior Citizens
U.S. Department of State, Office to Monitor and Combat Trafficking in Persons
Bureau of Justice Statistics, U.S. Department of Justice
Department of Justice, U.S.
Federal Bureau of Investigation, Washington
Home Office, United Kingdom
Crown Prosecution Service, UK
Royal Thai Police, Bangkok
Supreme Court, India
High Court, Kenya
Court of Appeal, Second Chamber
Church of England, Mission and Public Affairs
Bank of Ghana, Accra
School of Law, University of Essex
Law School, University of Nairobi
Harvard University, School of Public Health
Kenya Red Cross, Garissa
Caliber Associates, Ltd
Westat, Inc.
Solwodi, e.V.
Kenya, Ministry of Interior
United States, Department of State
France, Ministère de la Justice
Perú, Defensoría del Pueblo
UNICEF, New York
UNICEF, Supply Division
UNODC, Regional Office for Southeast Asia and the Pacific
UN Women, Nairobi
UN, New York
AU, Addis Ababa
IOM, Bangkok
ILO, Geneva
WHO, Regional Office for Europe
Europol, The Hague
LEFÖ, Austria
Caritas, Lebanon
Polaris, Washington, D.C.
Council of Europe, Strasbourg
Amnesty International, London
Save the Children, Malawi
World Vision, Zambia
United Nations Office on Drugs and Crime, UNICEF
International Organization for Migration (IOM), Geneva
Ministère de l'Intérieur, France
Université de Genève, Faculté de droit
Corte Suprema de Justicia, Argentina
Ministerio del Interior, Perú
Comisión Nacional de los Derechos Humanos, México
Ministério da Justiça, Brasil
Bundesministerium des Innern, Deutschland
Министерство внутренних дел, Россия
Комитет по правам человека, Женева
ЮНИСЕФ, Женева
Cruz Roja Española, Madrid
La Strada, Czech Republic
Unicef, Paris
Interpol, Lyon
Parliament, Kenya
Fiscalía General, Perú
اللجنة الوطنية لمكافحة الاتجار بالبشر، الأردن
وزارة الداخلية، كينيا
وزارة العدل, لبنان
منظمة العمل الدولية، جنيف
公安部，中国
联合国儿童基金会, 纽约
""".strip().split("\n")

PERSONS = """
Church, Forrest
Court, Margaret
Bank, Dana
Law, Jude
Young, Team
Banks, Russell
School, A. B.
Justice, Donald
Bureau, Jean
Fund, John
State, Bogdan
World, Ann
Group, Jr., Thomas
Trust, J.
Ministry, Alice
De la Cruz, Unidas
de la Corte, Francia
van der Bank, Georgia
Le Court, Paris
Haut, Florence
du Conseil, Anne
Court de Gébelin, Antoine
Corte Real, João
Corte-Real, Gaspar
Law Smith, Anna
Law-Smith, Jordan
Church Smith, F. A.
Red Cloud, Marie
Cross Jones, III, Edward
Ortega y Gasset, José
Smith, John
SMITH, JOHN
KIM, Jong
KIM, Uk
WHO, Wei
AU, Wing
Au, Geneva
Fast, Howard
FAST, Howard
Pam, Vienna
Bit, Lima
Jordan, Michael
Georgia, Law
Chad, Jordan
Holland, Paris
Vienna, Santiago
Kenya, India
King, Jr., Martin Luther
Paris, John, III
Nations, Ralph
Nations Smith, Jo
Law Smith, Ken
LAW SMITH, KEN
Team Smith, Jr., Georgia
Bank Mikkelsen, Nils
Law Kam Fai, Peter
Office, Mary
O'Neill, Tip
Al Hussein, Zeid Ra'ad
bin Laden, Carmen
王，小明
长谷部, 诚
公, 安
服部, 半蔵
حسن، محمد
عبد الله، خالد
Иванов, Пётр
House, Karen
Kreuz, Peter
Camara, Laye
Советов, Иван
""".strip().split("\n")


@pytest.mark.parametrize("text", ORGANISATIONS)
def test_an_organisation_keeps_its_comma(text):
    name = parse_name(text)
    assert name == Organisation(text)
    assert format_name(name) == text


@pytest.mark.parametrize("text", PERSONS)
def test_a_family_name_that_bodies_are_called_by_too_is_a_persons(text):
    name = parse_name(text)
    assert isinstance(name, Person)
    assert name.given and parse_name(format_name(name)) == name


@pytest.mark.parametrize("text", [text for text in ORGANISATIONS if " and " not in text or "Combat" in text][:6])
def test_every_format_takes_it_for_one_organisation(text, in_every_format):
    for publication in in_every_format(text):
        assert [contributor.name for contributor in publication.contributors] == [Organisation(text)]


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Doe, Jane and United Nations Office on Drugs and Crime, Vienna",
         ["Doe, Jane", "United Nations Office on Drugs and Crime, Vienna"]),
        ("United Nations Office on Drugs and Crime, UNICEF and IOM", ["United Nations Office on Drugs and Crime, UNICEF", "IOM"]),
        ("UNICEF, New York and Doe, Jane", ["UNICEF, New York", "Doe, Jane"]),
        ("Drugs, Anna and Crime, Berta", ["Drugs, Anna", "Crime, Berta"]),
        ("European Institute for Crime Prevention and Control, affiliated with the United Nations and Doe, Jane",
         ["European Institute for Crime Prevention and Control, affiliated with the United Nations", "Doe, Jane"]),
        (r"Minist{\`e}re de l'Int{\'e}rieur, France and {\'E}mile, Jean", ["Ministère de l'Intérieur, France", "Émile, Jean"]),
    ],
)  # fmt: skip
def test_a_known_organisation_stays_whole_in_a_bibtex_list(value, names):
    assert [name.sorted_name for name in read_list(value)[0]] == names


def test_braces_say_family_name_in_bibtex():
    assert read_list("{Ministry of Interior}, {Kenya}") == ((Person("Ministry of Interior", "Kenya"),), False)
