"""Files of the licence holder's texts: what is read, and the place of every fault."""

import pytest

from competencies.assessment.reading import DocumentFault
from endorsement.texts import reading

KEYS = {"category_names": ["IFA"], "competency_titles": ["a/b", "a/c"], "competency_texts": ["a/b", "a/c"]}

YAML = """\
language: es
category_names: {IFA: Nombre  inventado}
competency_titles:
  "a/b": "Título inventado"
  "a/c":
competency_texts:
  "a/b": |
    Primera línea.

    Segunda: 2024-01-01
reference_items:
  - group: Grupo
    statements: ["Uno", yes]
  - statements: [Tres]
code_of_ethics: ~
endorsement_agreement: "Acuerdo"
"""
CSV = """\
section,key,text
language,,es
category_names,IFA,Nombre inventado
competency_titles,a/b,Título inventado
competency_titles,a/c,

competency_texts,a/b,"Primera línea.

Segunda: 2024-01-01"
reference_items,Grupo,Uno
reference_items,Grupo,yes
reference_items,,Tres
endorsement_agreement,,Acuerdo
"""


def read(text, name="texts.yaml", **more):
    raw = text if isinstance(text, bytes) else text.encode()
    return reading.read(raw, name, language="es", known=KEYS, **more)


def faults(text, name="texts.yaml", **more):
    with pytest.raises(DocumentFault) as caught:
        read(text, name, **more)
    return [f"{place}: {sentence}" for place, sentence in caught.value.faults]


@pytest.mark.parametrize(("text", "name"), [(YAML, "t.yaml"), (CSV, "T.CSV"), ("\ufeff" + CSV, "t.csv")])
def test_both_forms_say_the_same_as_they_stand_there(text, name):
    texts = read(text, name)
    assert texts.sections == {
        "category_names": {"IFA": "Nombre inventado"},
        "competency_titles": {"a/b": "Título inventado"},
        "competency_texts": {"a/b": "Primera línea.\n\nSegunda: 2024-01-01"},
        "reference_items": {"s1": "Uno", "s2": "yes", "s3": "Tres"},
        "endorsement_agreement": {"": "Acuerdo"},
    }
    assert texts.items[1:] == [
        {"key": "s2", "group": "Grupo", "text": "yes"},
        {"key": "s3", "group": "", "text": "Tres"},
    ]


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        (b"language: es\ncode_of_ethics: \xff", "t.yaml", ["line 2: is not UTF-8 text. Save the file as UTF-8."]),
        ("", "t.yaml", ["line 1: holds no text at all"]),
        ("", "t.csv", ["line 1: must be: section,key,text"]),
        ("a,b\n", "t.csv", ["line 1: must be: section,key,text"]),
        ("section,key,text\ncode_of_ethics,x\n", "t.csv", ["line 2: must have 3 columns"]),
        ('section,key,text\na,b,"c', "t.csv", ["line 2: is not CSV: unexpected end of data"]),
        ("section,key,text\ncode_of_ethics,,a\x00b\n", "t.csv",
         ["line 2, code_of_ethics: holds a character that is not text"]),
        ("a: [", "t.yaml", ["line 1: is not YAML: expected the node content, but found '<stream end>'"]),
        ("a: \x01", "t.yaml", ["line 1: is not YAML: special characters are not allowed"]),
        ("[" * 3000, "t.yaml", ["line 1: is not YAML: too deeply nested"]),
        ("- 1", "t.yaml", ["line 1: must be a mapping of names to texts"]),
        ("[a]: 1\ncode_of_ethics: x", "t.yaml", ["line 1: must be a name"]),
        ("language: en\ncode_of_ethics: x", "t.yaml",
         ["line 1, language: says 'en', but the file is loaded as es"]),
        ("\nethics: x", "t.yaml",
         ["line 2, ethics: is no section; there are " + ", ".join(reading.SECTIONS)]),
        ("competency_titles:\n  a/b: One\n  a/x: Two\n  a/b: Three\n", "t.yaml",
         ["line 3, competency_titles, a/x: is no key of the Standard",
          "line 4, competency_titles, a/b: is there twice"]),
        ("competency_titles: {a/b: [1]}\ncode_of_ethics: {a: b}\nreference_items: x", "t.yaml",
         ["line 1, competency_titles, a/b: must be a text", "line 2, code_of_ethics: must be a text",
          "line 3, reference_items: must be a list"]),
        ("competency_titles: x", "t.yaml", ["line 1, competency_titles: must be a mapping of names to texts"]),
        (f"category_names: {{IFA: {'x' * 121}}}", "t.yaml",
         ["line 1, category_names, IFA: may have up to 120 characters; this has 121"]),
        ("reference_items:\n- group: G\n  statements: [One, one]\n  extra: 1\n", "t.yaml",
         ["line 4, reference_items, extra: must be group or statements", "line 3, reference_items, G: is there twice"]),
        ("section,key,text\n" + "".join(f"reference_items,,S{n}\n" for n in range(101)), "t.csv",
         ["reference_items: has more than 100 statements"]),
        ("section,key,text\ncode_of_ethics,a,b\n", "t.csv",
         ["line 2, code_of_ethics, a: has no key: it is one text"]),
        ("section,key,text\n" + "reference_items,,\n" * 2001, "t.csv",
         ["line 2002: is beyond the 2000 texts a file may hold"]),
    ],
)  # fmt: skip
def test_every_fault_has_its_place(text, name, expected):
    assert faults(text, name) == expected


def test_an_association_has_only_what_is_its_own():
    assert faults("competency_titles: {a/b: One}\ncode_of_ethics: Two", own_of_association=True) == [
        "line 1, competency_titles, a/b: is the same for all associations; load it without naming one"
    ]
    assert read("competency_titles: {a/b: }\ncode_of_ethics: Two", own_of_association=True).sections == {
        "code_of_ethics": {"": "Two"}
    }


def test_aliases_cannot_make_a_file_endless():
    group = "&g {statements: &s [" + ",".join(f"S{n}" for n in range(90)) + "]}"
    text = "reference_items: [" + group + ", *g" * 5000 + "]"
    assert "beyond the 2000 texts" in faults(text)[0]
