"""Forms and dates as components render them."""

import datetime as dt
import re

import pytest
from django import forms
from django.test import RequestFactory

from common.components import dates, elements
from common.components.props import PropError
from tests.common.rendering import SampleForm, UploadForm, flat, render


@pytest.fixture
def request_get():
    return RequestFactory().get("/list/?q=a&page=2")


# --- forms --------------------------------------------------------------------------------------------------------


def test_error_summary_links_each_error_to_its_field():
    html = render("{% error_summary form %}", form=SampleForm({"kind": "c"}))
    assert flat(html) == (
        "4 things need your attention The whole is wrong. Name: This field is required. "
        "Kind: Select a valid choice. c is not one of the available choices. This field is required."
    )
    assert 'href="#id_name"' in html
    assert 'role="alert" tabindex="-1"' in html


def test_error_summary_is_nothing_without_errors():
    assert render("{% error_summary form %}", form=SampleForm()) == ""
    assert render("{% error_summary form %}", form=UploadForm({}, {})) == ""


def test_error_summary_of_a_formset():
    formset_class = forms.formset_factory(UploadForm, min_num=2, max_num=2, validate_min=True)
    formset = formset_class({"form-TOTAL_FORMS": "0", "form-INITIAL_FORMS": "0"})
    assert flat(render("{% error_summary form %}", form=formset)) == (
        "One thing needs your attention Please submit at least 2 forms."
    )


def test_ui_form_has_summary_token_fields_and_one_primary_button(request_get):
    html = render(
        '{% ui_form form submit="Save" cancel_url="/back/" submit_key=True guard=True '
        'confirm="Sure?" autosave="/draft/" extra=extra %}',
        form=SampleForm({}),
        request=request_get,
        extra=elements.help_text("More"),
    )
    assert html.count("btn-primary") == 1
    assert html.count("csrfmiddlewaretoken") == 1
    assert html.count("The whole is wrong.") == 1
    for mark in (
        "data-submit-key",
        "data-guard",
        'data-confirm="Sure?"',
        'hx-post="/draft/"',
        'href="/back/"',
        "novalidate",
    ):
        assert html.count(mark) == 1
    assert "enctype" not in html
    assert '<p class="form-text">More</p>' in html
    assert flat(html).count("(optional)") == 1


def test_ui_form_sends_files_and_get_needs_no_token(request_get):
    assert 'enctype="multipart/form-data"' in render(
        '{% ui_form form submit="Go" %}', form=UploadForm(), request=request_get
    )
    html = render('{% ui_form form submit="Find" method="get" %}', form=UploadForm())
    assert "csrfmiddlewaretoken" not in html


def test_filter_field_is_a_label_and_a_control_with_its_error():
    class Narrow(forms.Form):
        q = forms.CharField(label="Name & code", required=False, max_length=3)
        state = forms.ChoiceField(choices=[("", "any"), ("a", "A")], required=False)
        mine = forms.BooleanField(required=False)

    text = render("{% filter_field form.q %}", form=Narrow({"q": "<b>1"}))
    assert '<label class="form-label" for="id_q">Name &amp; code</label>' in text
    assert 'value="&lt;b&gt;1"' in text
    assert 'class="form-control is-invalid"' in text
    assert 'aria-describedby="id_q_error"' in text
    assert re.search('<p class="invalid-feedback" id="id_q_error">Ensure .* at most 3', text)
    choice = render("{% filter_field form.state %}", form=Narrow())
    assert 'class="form-select"' in choice
    assert "invalid" not in choice
    assert "form-check" in render("{% filter_field form.mine %}", form=Narrow())


def test_ui_field_renders_one_field_with_help_and_error():
    html = render("{% ui_field form.name %}", form=SampleForm({}))
    assert flat(html) == "Name This field is required. In full."
    assert 'aria-invalid="true"' in html
    assert "(optional)" in render("{% ui_field form.note %}", form=SampleForm())


def test_form_body_leaves_whole_form_errors_to_the_summary():
    assert "The whole is wrong." not in render("{% form_body form %}", form=SampleForm({}))


def test_file_field_says_what_is_taken_and_what_does_not_belong():
    html = render(
        '{% file_field form.paper formats="PDF or PNG" max_bytes=10485760 note="No records." '
        'current="a.pdf" current_url="/f/" %}',
        form=UploadForm({}, {}),
    )
    assert flat(html) == "Paper (optional) a.pdf PDF or PNG, at most 10.0 MB. One page. No records."
    assert 'data-max-bytes="10485760"' in html
    assert 'aria-describedby="id_paper_help"' in html


def test_file_field_shows_its_error_and_needs_a_name_for_a_link():
    form = UploadForm({}, {})
    form.add_error("paper", "Too large.")
    html = render('{% file_field form.paper formats="PDF" max_bytes=1 %}', form=form)
    assert 'aria-describedby="id_paper_help id_paper_error"' in html
    assert "Too large." in flat(html)
    with pytest.raises(PropError):
        render('{% file_field form.paper formats="PDF" max_bytes=1 current_url="/x/" %}', form=form)


def test_confirm_button_is_a_form_that_posts(request_get):
    html = render(
        '{% confirm_button label="Remove" url="/r/" question="Remove it?" hidden=hidden %}',
        request=request_get,
        hidden={"version": 3},
    )
    assert (
        'method="post" action="/r/" data-confirm="Remove it?" data-confirm-label="Remove" data-confirm-tone="danger"'
        in html
    )
    assert '<input type="hidden" name="version" value="3">' in html


def test_draft_status_may_stand_outside_its_form():
    html = render('{% draft_status saved_at="10:15" form="f1" %}')
    assert flat(html) == "Saved 10:15"
    assert 'data-draft-for="f1"' in html
    assert flat(render("{% draft_status %}")) == "Drafts are saved as you type"


# --- dates --------------------------------------------------------------------------------------------------------

MOMENT = dt.datetime(2026, 3, 15, 2, 5, tzinfo=dt.UTC)


def test_moment_is_shown_in_the_named_zone():
    assert dates.local_datetime(MOMENT, "America/Detroit") == (
        '<time datetime="2026-03-14T22:05-04:00">March 14, 2026, 10:05 p.m. '
        '<span class="zone">(Detroit time)</span></time>'
    )
    assert dates.local_date(MOMENT, "America/Detroit") == (
        '<time datetime="2026-03-14" title="Detroit time">March 14, 2026</time>'
    )
    assert flat(dates.local_datetime(MOMENT, dt.UTC)) == "March 15, 2026, 2:05 a.m. (UTC)"


def test_deadline_is_the_end_of_that_day_there():
    assert dates.deadline(dt.date(2026, 3, 14), "America/New_York") == (
        '<time datetime="2026-03-14">March 14, 2026, end of day <span class="zone">(New York time)</span></time>'
    )


def test_no_date_gives_nothing_and_a_wrong_one_raises():
    assert (
        render('{{ value|local_date:"UTC" }}{{ value|local_datetime:"UTC" }}{{ value|deadline:"UTC" }}', value=None)
        == ""
    )
    with pytest.raises(PropError):
        dates.local_datetime(dt.date(2026, 3, 14), "UTC")
    with pytest.raises(PropError):
        dates.local_datetime(dt.datetime(2026, 3, 14, 10, 0), "UTC")  # noqa: DTZ001 - the point of the test
