"""Components: what they render, and that they refuse what they do not understand."""

import datetime as dt

import pytest
from django.core.paginator import Paginator
from django.template import Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils.safestring import mark_safe

from common.components import blocks, elements
from common.components.props import PropError, rows
from tests.common.rendering import SampleForm, flat, render


@pytest.fixture
def request_get():
    return RequestFactory().get("/list/?q=a&page=2")


# --- refusing -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "{% icon %}",
        '{% icon "person" colour="red" %}',
        "{% button %}",
        '{% button label="Go" onclick="x" %}',
        '{% meter label="Hours" counted=1 %}',
        '{% card heading="X" %}{% endcard %}',
        "{% page_header %}{% endpage_header %}",
        "{% stepper %}",
        "{% ui_form %}",
        '{% confirm_button label="Go" url="/x/" %}',
    ],
)
def test_unknown_and_missing_props_stop_the_template(source):
    with pytest.raises(TemplateSyntaxError):
        Template(source)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('{% icon "unicorn" %}', "no icon 'unicorn'"),
        ('{% icon "person" size="xl" %}', "size is 'xl'"),
        ("{% icon nothing %}", "name is empty"),
        ('{% button label="Go" tone="loud" %}', "tone is 'loud'"),
        ('{% button label="" %}', "label is empty"),
        ('{% button label="Go" type="link" %}', "type is 'link'"),
        ('{% button label="Go" disabled=True %}', "describedby (why it is closed) is empty"),
        ('{% link_button label="Go" href="" %}', "href is empty"),
        ('{% badge label="x" tone="pink" %}', "tone is 'pink'"),
        ('{% turn label="" %}', "label is empty"),
        ('{% meter label="h" counted="many" required=3 %}', "counted is 'many', no number"),
        ('{% meter label="h" counted=1 required=3 tone="loud" %}', "tone is 'loud'"),
        ('{% card action_label="Go" %}{% endcard %}', "go together"),
        ("{% card level=1 %}{% endcard %}", "level is '1'"),
        ('{% callout tone="loud" %}{% endcallout %}', "tone is 'loud'"),
        ('{% empty_state title="None" action_href="/x/" %}', "go together"),
        ('{% page_header title="" %}{% endpage_header %}', "title is empty"),
        ('{% disclosure summary="" %}{% enddisclosure %}', "summary is empty"),
        ('{% tabs items label="" %}', "label is empty"),
        ("{% pagination items %}", "give a Page"),
        ("{% error_summary items %}", "give a form"),
        ("{% ui_field items %}", "give a field"),
        ('{% file_field items formats="PDF" max_bytes=1 %}', "give a field"),
        ('{% ui_form form submit="Save" %}', "no request in the context"),
        ('{% confirm_button label="Go" url="/x/" question="Sure?" %}', "no request in the context"),
        ('{{ value|local_date:"" }}', "which time zone"),
        ('{{ items|local_date:"UTC" }}', "is no date"),
    ],
)
def test_values_that_are_not_allowed_raise(source, words):
    with pytest.raises(PropError) as caught:
        render(source, nothing="", items=[], form=SampleForm(), value=dt.date(2026, 3, 14))
    assert words in str(caught.value)


def test_rows_take_tuples_mappings_and_objects():
    class Step:
        label = "Object"
        url = "/o/"

    assert rows("x", "items", [("Tuple",), {"label": "Mapping", "url": "/m/"}, Step()], ("label",), ("url",)) == [
        {"label": "Tuple", "url": ""},
        {"label": "Mapping", "url": "/m/"},
        {"url": "/o/", "label": "Object"},
    ]


@pytest.mark.parametrize(
    ("items", "words"),
    [
        (None, "must be a list"),
        ("words", "must be a list"),
        ([{"label": "x", "lable": "y"}], "unknown 'lable'"),
        ([{"url": "/x/"}], "lacks label"),
        ([("a", "b", "c")], "row of 3 values"),
        ([object()], "lacks label"),
    ],
)
def test_rows_refuse_what_they_do_not_understand(items, words):
    with pytest.raises(PropError) as caught:
        rows("x", "items", items, ("label",), ("url",))
    assert words in str(caught.value)


# --- elements -----------------------------------------------------------------------------------------------------


def test_icon_is_decoration_unless_it_has_a_label():
    assert elements.icon("person") == (
        '<svg class="icon icon-md" aria-hidden="true" focusable="false">'
        '<use href="/static/img/icons.svg#person"></use></svg>'
    )
    assert elements.icon("person", label="A <b>") == (
        '<svg class="icon icon-md" role="img" aria-label="A &lt;b&gt;">'
        '<use href="/static/img/icons.svg#person"></use></svg>'
    )


def test_button_escapes_its_words_and_leaves_empty_attributes_out():
    assert elements.button('Save "<all>"', name="go") == (
        '<button type="submit" class="btn btn-primary" name="go"><span>Save &quot;&lt;all&gt;&quot;</span></button>'
    )


def test_closed_button_stays_reachable_and_points_at_the_reason():
    assert elements.button("Submit", disabled=True, describedby="why", size="lg", block=True) == (
        '<button type="button" class="btn btn-primary btn-lg w-100" aria-disabled="true" aria-describedby="why">'
        "<span>Submit</span></button>"
    )


def test_link_button_in_a_new_tab_says_so():
    assert elements.link_button("Guide", "/g/?a=1&b=2", new_tab=True) == (
        '<a class="btn btn-outline-primary" href="/g/?a=1&amp;b=2" target="_blank" rel="noopener"><span>Guide</span>'
        '<span class="visually-hidden"> (opens in a new tab)</span></a>'
    )


def test_badge_and_status_pill_are_the_same():
    expected = '<span class="pill pill-success"><span>Done</span></span>'
    assert render('{% badge label="Done" tone="success" %}') == expected
    assert render('{% status_pill label="Done" tone="success" %}') == expected


def test_turn_names_whose_it_is():
    assert flat(elements.turn("Reviewers", note="until Friday")) == "Waiting for Reviewers until Friday"
    assert flat(elements.turn("Add a training", mine=True)) == "Your turn Add a training"


@pytest.mark.parametrize(
    ("counted", "required", "tone", "share", "words"),
    [
        (18, 24, "warning", 75, "Hours 18 of 24 h"),
        (24, 24, "success", 100, "Hours 24 of 24 h"),
        (30, 24, "success", 100, "Hours 30 of 24 h"),
        (0, 0, "success", 100, "Hours 0 of 0 h"),
        (-1, 4, "warning", 0, "Hours -1 of 4 h"),
        (0.5, 4, "warning", 12, "Hours 0.5 of 4 h"),
    ],
)
def test_meter(counted, required, tone, share, words):
    html = elements.meter("Hours", counted, required, unit="h")
    assert flat(html) == words
    assert html.startswith(f'<div class="meter meter-{tone}">')
    assert f'<rect class="meter-fill" width="{share}" height="4">' in html


def test_meter_with_a_note_a_link_and_a_tone():
    html = elements.meter("Hours", 1, 2, note="Six do not count.", href="/fix/", tone="danger")
    assert html.startswith('<div class="meter meter-danger">')
    assert flat(html) == "Hours 1 of 2 Six do not count."
    assert '<a href="/fix/">Hours</a>' in html


def test_definition_list_shows_a_dash_for_nothing_but_keeps_zero():
    assert elements.definition_list([("A", ""), ("B", None), ("C", 0), ("D", "<x>")]) == (
        '<dl class="definitions"><div><dt>A</dt><dd>—</dd></div><div><dt>B</dt><dd>—</dd></div>'
        "<div><dt>C</dt><dd>0</dd></div><div><dt>D</dt><dd>&lt;x&gt;</dd></div></dl>"
    )


def test_small_ones():
    assert elements.sample_mark() == '<span class="sample-mark">Sample</span>'
    assert elements.help_text("Why", id="h") == '<p class="form-text" id="h">Why</p>'


# --- blocks -------------------------------------------------------------------------------------------------------


def test_page_header_holds_the_heading_and_its_side():
    html = render(
        '{% page_header title=title lead="L" kicker="K" %} {% badge label="x" %} {% endpage_header %}', title="A & B"
    )
    assert flat(html) == "K A &amp; B L x"
    assert "<h1>A &amp; B</h1>" in html
    assert "page-header-side" not in render('{% page_header title="A" %} {% endpage_header %}')


def test_card_and_callout_and_disclosure_wrap_what_they_are_given():
    assert flat(
        render('{% card title="T" icon="house" note="N" action_label="Go" action_href="/x/" %}<p>In</p>{% endcard %}')
    ) == ("T Go N In")
    assert '<h3 class="card-heading">T</h3>' in render('{% card title="T" level=3 %}{% endcard %}')
    assert 'role="status"' in render("{% callout live=True %}x{% endcallout %}")
    assert flat(render('{% callout tone="warning" title="Mind" %}x{% endcallout %}')) == "Mind x"
    assert render('{% disclosure summary="S" open=True id="d" %}x{% enddisclosure %}').startswith(
        '<details class="disclosure" id="d" open><summary>'
    )


def test_content_of_a_block_is_escaped_once():
    assert flat(render("{% card %}{{ text }}{% endcard %}", text="<script>")) == "&lt;script&gt;"


def test_stepper_says_the_state_in_words_too():
    html = blocks.stepper(
        [
            {"label": "One", "state": "done", "url": "/1/"},
            {"label": "Two", "state": "problem", "note": "Mend it"},
            {"label": "Three", "state": "current"},
            {"label": "Four", "state": "todo"},
        ]
    )
    assert flat(html) == "One (done) Two (needs attention) Mend it 3 Three 4 Four"
    assert html.count('aria-current="step"') == 1


def test_stepper_refuses_an_unknown_state():
    with pytest.raises(PropError):
        blocks.stepper([("One", "finished")])


def test_timeline_tabs_breadcrumbs_and_empty_state():
    assert flat(blocks.timeline([{"when": "Today", "title": "Sent", "text": "All of it", "actor": "Rosa"}])) == (
        "Sent Today · Rosa All of it"
    )
    with pytest.raises(PropError):
        blocks.timeline([("Today", "Sent", "", "", "loud")])
    tabs = blocks.tabs([("Open", "/o/", True, 0), ("All", "/a/")], label="Lists")
    assert flat(tabs) == "Open 0 All"
    assert tabs.count('aria-current="page"') == 1
    assert flat(blocks.breadcrumbs([("Home", "/"), ("Here",)])) == "Home Here"
    assert (
        flat(blocks.empty_state("None yet", text="Soon.", action_label="Add", action_href="/a/"))
        == "None yet Soon. Add"
    )


def test_pagination_keeps_the_other_parameters(request_get):
    page = Paginator(range(95), 10).get_page(2)
    html = render("{% pagination page %}", page=page, request=request_get)
    assert flat(html) == "11–20 of 95 Previous page Page 1 Page 2 Page 3 … Page 10 Next page"
    assert 'href="?q=a&amp;page=3"' in html
    assert 'href="?q=a&amp;seite=3"' not in html


def test_pagination_with_another_parameter_and_without_a_request():
    html = render('{% pagination page param="seite" %}', page=Paginator(range(30), 10).get_page(1))
    assert 'href="?seite=2"' in html
    assert render("{% pagination page %}", page=Paginator([1], 10).get_page(1)) == ""


@pytest.mark.parametrize("draw", [elements.badge, lambda text: elements.icon("clock", text)])
def test_a_kept_piece_is_escaped_whatever_was_drawn_before(draw):
    assert "<i>" in draw(mark_safe("<i>kept</i>"))
    assert "<i>" not in draw("<i>kept</i>")
