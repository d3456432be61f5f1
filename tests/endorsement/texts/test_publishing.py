"""Texts loaded, looked at, published in versions, and seen by everybody in their language."""

import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import translation

from competencies.assessment.reading import DocumentFault
from competencies.licensed import actions as licensed
from competencies.licensed.models import TextVersion
from competencies.standard.models import Category, Competency
from competencies.standard.queries import _kept, rules_for, standard
from endorsement.application.agreements import words_for
from endorsement.application.models import AgreementText
from endorsement.references.models import RatingItemSet
from endorsement.references.queries import items_for
from endorsement.texts import actions, queries
from endorsement.texts.models import TextFile
from tests import factories
from tests.access.world import client_of

KEY = "theoretical_foundations/cultural_humility"
OTHER = "theoretical_foundations/relationship_focused_practice"


@pytest.fixture
def staff(standard):
    person = factories.person("Sam Staff")
    factories.role(person, "alliance_staff")
    yield person
    # A rolled back load leaves its number to the next one.
    _kept.clear()


@pytest.fixture
def client(staff):
    return client_of(staff.user)


def load(text, by, language="es", association=None, name="texts.yaml"):
    return actions.load_file(name=name, raw=text.encode(), language=language, association=association, by=by)


def publish(text, by, **more):
    file = load(text, by, **more)
    return actions.publish(file=file, seen=queries.last_published(file.language), by=by)


def titles(language, *keys):
    with translation.override(language):
        return [standard().competencies[key].title for key in keys]


def test_titles_appear_in_the_readers_language_and_else_in_english(staff):
    english = titles("en", KEY, OTHER)
    publish(f"competency_titles: {{{KEY}: Humildad inventada}}\ncategory_names: {{IFA: Nombre inventado}}", staff)
    assert titles("es", KEY, OTHER) == ["Humildad inventada", english[1]]
    assert titles("es-mx", KEY) == ["Humildad inventada"]
    assert titles("en", KEY, OTHER) == english
    with translation.override(None):
        assert Category.objects.get(key="IFA").name == "Infant Family Associate"
    with translation.override("es"):
        assert Category.objects.get(key="IFA").name == "Nombre inventado"
    publish(f"competency_titles: {{{KEY}: An invented official title}}", staff, language="en")
    assert titles("fr", KEY) == ["An invented official title"]
    assert Competency.objects.get(key=KEY).english_title == english[0]
    call_command("load_standard", verbosity=0)
    assert titles("es", KEY) == ["Humildad inventada"]


def test_each_section_has_its_versions_with_who_and_when(staff):
    first = publish(f"competency_titles: {{{KEY}: Uno, {OTHER}: Otro}}\ncode_of_ethics: Código", staff)
    publish(f"competency_titles: {{{KEY}: Dos}}\ncode_of_ethics: Código", staff)
    rows = TextVersion.objects.order_by("version")
    assert [(row.version, row.texts, row.published_by) for row in rows] == [
        (1, {KEY: "Uno", OTHER: "Otro"}, staff),
        (2, {KEY: "Dos"}, staff),
    ]
    assert rows[0].published_at < rows[1].published_at
    assert titles("es", OTHER) == titles("en", OTHER)
    ethics = AgreementText.objects.get()
    assert (ethics.version, ethics.language, ethics.loaded_by) == (1, "es", staff)
    assert queries.texts_of(first).sections["competency_titles"][OTHER] == "Otro"


def test_agreements_and_statements_by_language_and_association(staff):
    ours, theirs = factories.association(), factories.association("neighbour-aimh")
    assert words_for(ours)[0].is_placeholder
    assert items_for(ours).is_placeholder
    publish("code_of_ethics: Of all\nreference_items: [{group: G, statements: [Listens]}]", staff, language="en")
    publish("code_of_ethics: De todas\nreference_items: [{statements: [Escucha]}]", staff)
    publish("code_of_ethics: Of one", staff, language="en", association=ours)
    shown = {}
    for language in ("en", "es"):
        with translation.override(language):
            shown[language] = [words_for(ours)[0].text, words_for(theirs)[0].text, items_for(ours).items[0]["text"]]
    assert shown == {"en": ["Of one", "Of all", "Listens"], "es": ["Of one", "De todas", "Escucha"]}
    assert RatingItemSet.objects.get(language="en").items == [{"key": "s1", "group": "G", "text": "Listens"}]
    assert words_for(ours)[1].is_placeholder


def test_the_same_statements_in_other_groups_are_another_version(staff):
    publish("reference_items: [{group: G, statements: [One]}]", staff)
    publish("reference_items: [{group: H, statements: [One]}]", staff)
    assert list(RatingItemSet.objects.order_by("version").values_list("version", flat=True)) == [1, 2]


def test_publishing_twice_is_once_and_an_old_look_is_refused(staff):
    first, second = load("code_of_ethics: One", staff), load("code_of_ethics: Two", staff)
    assert load("code_of_ethics: One", staff) == first
    for _ in range(2):
        actions.publish(file=first, seen=0, by=staff)
    with pytest.raises(actions.NotPublished, match="Another file was published meanwhile"):
        actions.publish(file=second, seen=0, by=staff)
    assert [row.text for row in AgreementText.objects.all()] == ["One"]
    again = load("code_of_ethics: One", staff)
    with pytest.raises(actions.NotPublished, match="published already"):
        actions.publish(file=again, seen=first.pk, by=staff)
    assert actions.discard(file=again)
    assert not actions.discard(file=again)
    assert not actions.discard(file=first)
    assert TextFile.objects.count() == 2


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
def test_two_at_once_publish_one_version_each(staff):
    files = [load(f"code_of_ethics: {words}", staff) for words in ("One", "Two")]

    def run(file):
        try:
            actions.publish(file=file, seen=0, by=staff)
        except actions.NotPublished:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[file]) for file in [*files, *files]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [row.version for row in AgreementText.objects.all()] == [1]
    assert TextFile.objects.filter(published_at__isnull=False).count() == 1


def test_a_file_whose_key_is_gone_is_not_published(staff):
    file = load(f"competency_titles: {{{KEY}: Uno}}", staff)
    TextFile.objects.filter(pk=file.pk).update(content="competency_titles: {gone: Uno}")
    with pytest.raises(DocumentFault):
        actions.publish(file=file, seen=0, by=staff)
    answer = client_of(staff.user).get(reverse("texts:file", args=[file.code]))
    assert "gone</strong>: is no key of the Standard" in answer.content.decode()
    posted = client_of(staff.user).post(reverse("texts:publish", args=[file.code]), {"seen": "0"}, follow=True)
    assert "gone</strong>: is no key of the Standard" in posted.content.decode()
    assert not TextVersion.objects.exists()


def test_from_the_template_to_what_everybody_sees(client, staff):
    page = client.get(reverse("texts:overview")).content.decode()
    assert (page.count("a placeholder says so"), page.count("short titles in English")) == (8, 4)
    template = client.get(reverse("texts:template", args=["es", "yaml"]))
    assert template["Content-Disposition"] == 'attachment; filename="texts-es.yaml"'
    text = template.content.decode()
    for answer in (upload(client, text, "t.yaml"), upload(client, csv_template(client), "t.csv")):
        assert "holds no text at all" in answer.content.decode()
    filled = text.replace(f'"{KEY}": ""', f'"{KEY}": "Humildad inventada"', 1).replace(
        'code_of_ethics: ""', 'code_of_ethics: "<b>Código</b>"'
    )
    answer = upload(client, filled, "..\\a/filled.yaml")
    file = TextFile.objects.get()
    assert answer.redirect_chain == [(reverse("texts:file", args=[file.code]), 302)]
    page = answer.content.decode()
    missing = f"{Competency.objects.count() - 1} still missing"
    for words in ("1 new", missing, "Humildad inventada", "&lt;b&gt;Código", "they stay as they are"):
        assert words in page, words
    assert not TextVersion.objects.exists()
    answer = client.post(reverse("texts:publish", args=[file.code]), {"seen": "0"}, follow=True)
    page = answer.content.decode()
    assert "Everybody sees these texts from now on" in page
    assert f"version 1, 1 of {Competency.objects.count()}" in page
    assert (file.name, TextFile.objects.get().published_by) == ("filled.yaml", staff)
    assert "as they were published" in client.get(reverse("texts:file", args=[file.code])).content.decode()
    answer = client.post(reverse("texts:discard", args=[file.code]), follow=True)
    assert "published texts are kept" in answer.content.decode()


def csv_template(client):
    return client.get(reverse("texts:template", args=["es", "csv"])).content.decode()


def upload(client, text, name, **more):
    raw = text if isinstance(text, bytes) else text.encode()
    data = {"language": "es", "association": "", "file": SimpleUploadedFile(name, raw)} | more
    return client.post(reverse("texts:overview"), data, follow=True)


def test_what_goes_and_changes_is_said_before(client, staff):
    publish(f"competency_titles: {{{KEY}: Uno, {OTHER}: Otro}}", staff)
    answer = upload(client, f"section,key,text\ncompetency_titles,{KEY},Dos\n", "t.csv")
    page = answer.content.decode()
    for words in ("1 no longer there", "1 changed", "<del>Uno", "<del>Otro", "Dos"):
        assert words in page, words
    stale = client.post(
        reverse("texts:publish", args=[TextFile.objects.get(published_at=None).code]), {"seen": "x"}, follow=True
    )
    assert "Another file was published meanwhile" in stale.content.decode()
    answer = client.post(reverse("texts:discard", args=[TextFile.objects.get(published_at=None).code]), follow=True)
    assert "The file was discarded" in answer.content.decode()


def test_faults_are_on_the_page_and_nothing_is_loaded(client):
    bad = "competency_titles:\n" + "".join(f"  k{number}: x\n" for number in range(60))
    page = upload(client, bad, "t.yaml", language="en").content.decode()
    assert "line 2, competency_titles, k0" in page
    assert "and 10 more" in page
    assert '<option value="en" selected' in page
    for text, name, words in (
        ("x", "t.txt", "ends in .yaml"),
        ("", "t.csv", "This file is empty"),
        ("x" * (2 * 1024 * 1024 + 1), "t.csv", "The most we can take"),
        (b"\xff\xfe", "t.csv", "is not UTF-8"),
    ):
        assert words in upload(client, text, name).content.decode(), words
    assert not TextFile.objects.exists()
    assert client.get(reverse("texts:template", args=["xx", "yaml"])).status_code == 404
    assert client.get(reverse("texts:template", args=["en", "pdf"])).status_code == 404


def test_a_placeholder_says_who_loads_the_texts(client, staff):
    address = reverse("standard:category", args=["ifa"])
    assert "until the licence holder loads the texts" in client.get(address).content.decode()
    keys = [asked.competency for asked in rules_for("IFA", standard().editions[-1].in_force_from).competencies]
    lines = "".join(f"competency_texts,{key},Invented text of {key}\n" for key in keys)
    publish(f"section,key,text\n{lines}", staff, language="en", name="t.csv")
    page = client.get(address).content.decode()
    assert "until the licence holder loads the texts" not in page
    assert f"Invented text of {keys[0]}" in page


def test_the_command_publishes_the_same_way(staff, tmp_path, capsys):
    house = factories.association()
    path = tmp_path / "texts.yaml"
    path.write_text("code_of_ethics: Of all\n", encoding="utf-8")
    call_command("load_texts", path, "--language", "en", "--check")
    assert (AgreementText.objects.count(), TextFile.objects.count()) == (0, 0)
    call_command("load_texts", path, "--language", "en")
    call_command("load_texts", path, "--language", "en")
    assert "published already" in capsys.readouterr().out
    call_command("load_texts", path, "--language", "en", "--association", house.slug)
    assert AgreementText.objects.count() == 2
    path.write_text("ethics: Of all\n")
    for arguments, words in (
        ([path, "--language", "en"], "line 1, ethics: is no section"),
        ([tmp_path / "none.yaml", "--language", "en"], "cannot be read"),
        ([path, "--language", "en", "--association", "nosuch"], "No association"),
        ([path, "--language", "xx"], "invalid choice"),
    ):
        with pytest.raises(CommandError, match=words):
            call_command("load_texts", *arguments)


@pytest.mark.django_db
def test_the_same_texts_again_are_no_new_version(standard):
    name = {"IFS": "Un nombre"}
    made = licensed.publish(section=TextVersion.Section.CATEGORY_NAMES, language="es", texts=name, by=None)
    assert licensed.publish(section=TextVersion.Section.CATEGORY_NAMES, language="es", texts=name, by=None) == made
    assert (
        licensed.publish(section=TextVersion.Section.CATEGORY_NAMES, language="es", texts={}, by=None).version
        == made.version + 1
    )
