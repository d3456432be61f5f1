"""Every word a page shows is marked for translation. A simple reader of the templates, not a parser of HTML."""

import re

import pytest

from tests.architecture.test_house import ROOT, TEMPLATES, name_of

LETTERS = re.compile(r"[A-Za-z]{2,}")
MARKED = re.compile(r"{% blocktrans(?:late)?\b.*?{% endblocktrans(?:late)? %}", re.DOTALL)
SILENT = re.compile(
    r"{% comment %}.*?{% endcomment %}|{#.*?#}|<!--.*?-->|<(script|style)\b.*?</\1>|<svg\b.*?</svg>", re.DOTALL
)
FOR_THE_BROWSER = re.compile(r"{% block (body_class|referrer) %}.*?{% endblock %}")
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
ELEMENT = re.compile(r"<[^<>]*>", re.DOTALL)
# What a person reads or hears of an element, and of a component (docs/components.md).
READ_ALOUD = re.compile(r'\s(?:aria-label|alt|title|placeholder|data-words|data-confirm(?:-label)?)="([^"]*)"')
PROPS = (
    "label|title|lead|kicker|text|summary|note|unit|question|submit|cancel_label|action_label|confirm|confirm_label|"
    "words|caption"
)
LITERAL_PROP = re.compile(rf'\s(?:{PROPS})=("[^"]*"|\'[^\']*\')')
# Names that are the same in every language, and marks that are no words.
NAMES = re.compile(r"Alliance Portal|YAML|CSV|&\w+;")


def unmarked(source: str) -> list[str]:
    """The words of a template that are shown and not marked."""
    source = MARKED.sub("", SILENT.sub("", FOR_THE_BROWSER.sub("", source)))
    found = [prop for tag in TAG.findall(source) for prop in LITERAL_PROP.findall(tag)]
    source = TAG.sub("", source)
    found += READ_ALOUD.findall(source) + ELEMENT.sub("\n", source).split("\n")
    return [words.strip() for words in found if LETTERS.search(NAMES.sub("", words))]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>Hello {{ name }}</p>", ["Hello"]),
        ('<p aria-label="Close">{% translate "Hello" %}</p>', ["Close"]),
        ('{% card title="Hello" %}{% endcard %}', ['"Hello"']),
        ('{% card title=_("Hello") %}{% blocktranslate %}All <b>fine</b>{% endblocktranslate %}{% endcard %}', []),
        ("{# Hello #}<style>p { color: red }</style>&nbsp;·", []),
    ],
)
def test_the_reader_finds_what_is_not_marked(source, words):
    assert unmarked(source) == words


def test_every_word_of_every_page_is_marked():
    found = {name_of(path): words for path in TEMPLATES if (words := unmarked(path.read_text()))}
    assert found == {}


def test_every_word_of_every_mail_is_marked():
    mails = sorted((ROOT / "templates").rglob("*.txt"))
    assert {name_of(path): words for path in mails if (words := unmarked(path.read_text()))} == {}
