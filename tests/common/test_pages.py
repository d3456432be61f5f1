"""Pages of the frame itself: style guide, lists, error pages, mail; each without an undefined variable."""

import copy

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.template.loader import render_to_string
from django.test import RequestFactory
from django_tables2 import RequestConfig

from common.styleguide.tables import SampleTable
from tests.common.rendering import flat, render


class Undefined(str):
    """Stands in for what a template names and nobody gave."""

    def __contains__(self, text):
        return text == "%s"

    def __mod__(self, name):
        raise AssertionError(f"undefined in a template: {name}")


@pytest.fixture
def strict(settings):
    """Undefined template variables fail."""
    templates = copy.deepcopy(django_settings.TEMPLATES)
    templates[0]["OPTIONS"]["string_if_invalid"] = Undefined("%s")
    settings.TEMPLATES = templates


def test_undefined_variables_do_fail_here(strict):
    with pytest.raises(AssertionError):
        render("{{ nothing }}")


@pytest.mark.django_db
def test_style_guide_needs_no_query(client, strict, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/style-guide/")
    assert response.status_code == 200
    assert response.headers["Content-Security-Policy"].count("unsafe") == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/about/",
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/accounts/confirm-email/x/",
    ],
)
def test_public_pages_name_nothing_undefined(client, strict, path):
    assert client.get(path).status_code == 200


@pytest.mark.django_db
def test_a_missing_page_is_kind(client, strict):
    response = client.get("/nothing/")
    assert response.status_code == 404
    assert "<h1>There is nothing here</h1>" in response.content.decode()


@pytest.mark.parametrize(
    ("template", "title"),
    [
        ("400.html", "That request could not be read"),
        ("403.html", "This page is not open to you"),
        ("403_csrf.html", "This page is not open to you"),
        ("500.html", "Something went wrong on our side"),
    ],
)
def test_error_pages_need_no_context(strict, template, title):
    assert f"<h1>{title}</h1>" in render_to_string(template)


def table(rows, query=""):
    request = RequestFactory().get(f"/list/{query}")
    made = SampleTable(rows)
    RequestConfig(request, paginate={"per_page": 2}).configure(made)
    return render("{% load django_tables2 %}{% render_table table %}", table=made, request=request)


ROWS = [{"name": f"N{number}", "garden": "G", "beds": number} for number in range(5)]


def test_a_list_has_labels_sort_links_and_pages():
    html = table(ROWS, "?q=a&sort=-beds")
    assert flat(html) == "Name Garden Beds N4 G 4 N3 G 3 1–2 of 5 Page 1 Page 2 Page 3 Next page"
    assert html.count('data-label="Garden"') == 2
    assert html.count('aria-sort="descending"') == 1
    assert 'href="?q=a&amp;sort=-beds&amp;page=2"' in html
    assert 'aria-label="Gardeners"' in html


def test_an_empty_list_says_so():
    assert flat(table([])) == "No gardener yet."


LETTER = {
    "subject": "Subject",
    "paragraphs": ["Dear <Rosa>,", "Two of three are there."],
    "link_label": "See them",
    "link_url": "http://testserver/x/?a=1&b=2",
    "notes": ["Why you get this."],
    "from_name": "Sample Association",
    "language": "en",
    "demo_mode": True,
}


def test_mail_as_text_is_not_escaped():
    assert render_to_string("emails/letter.txt", LETTER).strip() == (
        "[Demonstration: everything in this message is invented.]\n\nDear <Rosa>,\n\nTwo of three are there.\n\n"
        "See them:\nhttp://testserver/x/?a=1&b=2\n\nWhy you get this.\n\n-- \nSample Association"
    )


def test_mail_as_html_is_escaped_and_has_its_button():
    html = render_to_string("emails/letter.html", LETTER)
    assert "<p>Dear &lt;Rosa&gt;,</p>" in html
    assert html.count('href="http://testserver/x/?a=1&amp;b=2"') == 2
    assert "Demonstration" not in render_to_string("emails/letter.html", LETTER | {"demo_mode": False})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/2fa/",
        "/accounts/2fa/?required=1",
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/webauthn/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/logout/",
        "/accounts/reauthenticate/",
    ],
)
def test_account_pages_name_nothing_undefined(client, strict, path):
    user = get_user_model().objects.create_user(email="rosa@example.org", password="a-long-password-1")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client.post("/accounts/login/", {"login": "rosa@example.org", "password": "a-long-password-1"})
    assert client.get(path).status_code == 200
