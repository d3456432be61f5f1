"""Which pages are shown in which language: as a whole, chosen by the reader, remembered, and truly marked."""

import ast
import gettext
import re
import runpy
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import trans_real
from django.utils.translation.template import templatize

from alliance_portal import languages
from competencies.licensed.actions import publish
from competencies.standard.models import Category, Competency
from endorsement.application.actions import submit
from tests import factories
from tests.endorsement.application import makings

ROOT = Path(__file__).resolve().parents[2]
TOOL = runpy.run_path(str(ROOT / "script" / "compile_messages"))
SPANISH = ROOT / "locale" / "es" / "LC_MESSAGES" / "django.po"
NEW = 4
PUBLIC = ["home", "about", "standard:categories", "standard:changes", "standard:competencies", "standard:which"]


# What the public pages of the Standard and every finding may say, in whatever state they are.
MODULES = [
    *(f"competencies/standard/{name}.py" for name in ("explanations", "wording", "reasons", "statements", "amounts")),
    *(f"associations/catalogue/{name}.py" for name in ("forms", "guide", "presenters", "questions", "views")),
    *(f"endorsement/application/{name}.py" for name in ("alternatives", "coming", "forecast")),
    "endorsement/portfolio/enums.py",
]
TEMPLATES = [
    *(f"associations/catalogue/{name}.html" for name in ("categories", "category", "changes", "competencies", "which")),
    *(f"associations/catalogue/_{name}.html" for name in ("day", "fit", "fit_lists", "unlicensed")),
    *(f"endorsement/application/{name}.html" for name in ("what_if", "_what_if_cell")),
    *("home.html", "about.html", "400.html", "403.html", "403_csrf.html", "404.html", "500.html"),
]
MARKS = {"_", "gettext", "gettext_lazy", "ngettext", "plural"}
IN_TEMPLATE = re.compile(r"""\b(?:n?gettext|_)\(\s*u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")


def marked_in_module(path) -> set[str]:
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    named = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in MARKS and call.args]
    return {call.args[0].value for call in named if isinstance(call.args[0], ast.Constant)}


def marked_in_template(path) -> set[str]:
    return {ast.literal_eval(found) for found in IN_TEMPLATE.findall(templatize(path.read_text()))}


class Untranslated(gettext.NullTranslations):
    """Stands behind a catalogue and keeps what that has no words for."""

    def __init__(self):
        super().__init__()
        self.words = set()

    def gettext(self, message):
        # Names of languages come in their own words, and are looked up a second time.
        self.words |= {message} - {"Español", "Inglés"}
        return message

    def ngettext(self, one, many, number):
        self.words.add(one)
        return one if number == 1 else many

    def pgettext(self, context, message):
        return self.gettext(message)

    def npgettext(self, context, one, many, number):
        return self.ngettext(one, many, number)


@pytest.fixture
def untranslated(monkeypatch):
    missing = Untranslated()
    monkeypatch.setattr(trans_real.translation("es"), "_fallback", missing)
    return missing.words


@pytest.fixture
def spanish(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    return client


def lang_of(answer):
    return re.search(r'<html lang="(\w+)"', answer.content.decode())[1]


def test_the_compiled_words_are_what_the_text_says():
    assert TOOL["main"](["--check"]) == 0


def test_what_a_catalogue_leaves_out():
    entry = 'msgid "{0}"\nmsgstr "{1}"\n'
    text = "\n".join([entry.format("A", "a"), "#, fuzzy\n" + entry.format("B", "b"), entry.format("C", "")])
    assert TOOL["catalogue"](text) == {"A": "a"}
    with pytest.raises(SystemExit):
        TOOL["catalogue"](text + "\n" + entry.format("A", "other"))


def test_every_language_offered_has_pages_of_its_own():
    assert {code for code, _name in settings.LANGUAGES} == {"en", *languages.PAGES}


def test_whatever_the_translated_pages_may_say_has_its_words():
    known = {key.partition("\4")[2] or key for key in TOOL["catalogue"](SPANISH.read_text())}
    known = {key.partition("\0")[0] for key in known}
    marked = {name: marked_in_module(ROOT / name) for name in MODULES}
    marked |= {name: marked_in_template(ROOT / "templates" / name) for name in TEMPLATES}
    assert min(len(words) for words in marked.values() if words) and len(marked["home.html"]) > 20
    assert {name: missing for name, words in marked.items() if (missing := words - known)} == {}


@pytest.mark.usefixtures("standard")
class TestChoosing:
    def test_chosen_by_post_and_remembered_for_a_year(self, client):
        page = reverse("standard:categories")
        assert lang_of(client.get(page, headers={"accept-language": "es"})) == "en"
        client.get(reverse("set_language"), {"language": "es"})
        assert lang_of(client.get(page)) == "en"
        answer = client.post(reverse("set_language"), {"language": "es", "next": page})
        assert answer["Location"] == page
        assert answer.cookies[settings.LANGUAGE_COOKIE_NAME]["max-age"] >= 365 * 24 * 3600
        answer = client.get(page)
        assert (lang_of(answer), answer["Content-Language"]) == ("es", "es")
        assert "Cookie" in answer["Vary"]
        client.post(reverse("set_language"), {"language": "en", "next": page})
        assert lang_of(client.get(page)) == "en"

    @pytest.mark.parametrize("cookie", ["xx", "de", "../es", "es-"])
    def test_what_is_not_offered_is_english(self, client, cookie):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = cookie
        assert lang_of(client.get("/")) == "en"

    def test_a_page_that_is_not_translated_stays_english_and_says_so(self, spanish):
        answer = spanish.get(reverse("style-guide"))
        assert lang_of(answer) == "en"
        assert '<p class="footer-small mt-2" lang="es">Esta página todavía no está traducida' in answer.content.decode()
        assert '<option value="es" selected' in answer.content.decode()

    def test_a_page_that_is_says_that_it_is_a_draft(self, spanish):
        answer = spanish.get("/")
        assert "traducción provisional" in answer.content.decode()
        assert "todavía no está traducida" not in answer.content.decode()

    def test_afterwards_the_thread_speaks_english(self, spanish):
        spanish.get("/")
        assert translation.get_language() == "en"

    def test_titles_under_licence_are_shown_to_whoever_reads_spanish(self, spanish):
        competency = Competency.objects.first()
        publish(section="competency_titles", language="es", texts={competency.key: "Un título inventado"}, by=None)
        publish(section="category_names", language="es", texts={"IFS": "Un nombre inventado"}, by=None)
        page = reverse("standard:competencies")
        text = spanish.get(page).content.decode()
        assert "Un título inventado" in text
        assert "Un nombre inventado" in spanish.get(reverse("standard:categories")).content.decode()
        assert f'lang="es">{"Un título inventado"}<' in text
        assert 'lang="en">' in text
        assert "inventado" not in Client().get(page).content.decode()


@pytest.mark.usefixtures("standard")
class TestWhole:
    """A page named as translated is so as a whole: a sentence or two that are new since may still be English."""

    @pytest.mark.parametrize("name", PUBLIC)
    def test_public(self, spanish, untranslated, name):
        assert lang_of(spanish.get(reverse(name))) == "es"
        assert len(untranslated) <= NEW, untranslated

    def test_categories(self, spanish, untranslated, association):
        for slug in Category.objects.filter(track__in=("infant", "both")).values_list("slug", flat=True):
            url = reverse("standard:category", args=[slug])
            assert lang_of(spanish.get(url, {"on": "2023-05-01", "association": association.slug})) == "es"
        spanish.get(url, {"on": "2017-01-01"})
        assert len(untranslated) <= NEW, untranslated

    def test_dashboard(self, signed_in, untranslated, association):
        application = makings.ready(association)
        client = signed_in(application.person)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
        for name in ("application:dashboard", "application:what_if"):
            assert lang_of(client.get(reverse(name, args=[application.code]))) == "es"
        empty = makings.draft(factories.person("Eva Empty"), association)
        client = signed_in(empty.person)
        assert lang_of(client.get(reverse("application:dashboard", args=[empty.code]))) == "es"
        assert lang_of(client.get(reverse("application:mine"))) == "es"
        assert len(untranslated) <= NEW, untranslated


def test_what_is_kept_is_not_in_the_language_of_whoever_submitted(standard, association):
    application = makings.ready(association)
    with translation.override("es"):
        snapshot = submit(application=application, by=application.person)
    sentences = {finding["requirement"]: finding["sentence"] for finding in snapshot.assessment["findings"]}
    assert sentences["training.hours"].startswith("Counted: ")
