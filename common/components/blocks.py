"""Larger pieces, each with a template in ``templates/components/``."""

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.components import props
from common.components.elements import icon as icon_svg

CALLOUT_ICONS = {
    "info": "info-circle",
    "success": "check-circle",
    "warning": "exclamation-triangle",
    "danger": "exclamation-circle",
    "neutral": "info-circle",
    "primary": "info-circle",
    "accent": "info-circle",
}
STEP_STATES = ("done", "current", "todo", "problem")


def _render(name: str, **context) -> SafeString:
    return render_to_string(f"components/{name}.html", context)


def callout(content: str, tone: str = "info", title: str = "", icon: str = "", live: bool = False) -> SafeString:
    """``{% callout %}text{% endcallout %}``: something to notice. ``live`` announces it when it arrives by htmx."""
    props.one_of("callout", "tone", tone, props.TONES)
    props.icon_name("callout", icon)
    return _render("callout", content=content, tone=tone, title=title, live=live, icon=icon or CALLOUT_ICONS[tone])


def card(
    content: str,
    title: str = "",
    id: str = "",
    tone: str = "neutral",
    level: int = 2,
    icon: str = "",
    action_label: str = "",
    action_href: str = "",
    note: str = "",
) -> SafeString:
    """``{% card title=... %}...{% endcard %}``: a box with a heading and at most one quiet link in its corner."""
    props.one_of("card", "tone", tone, props.TONES)
    props.one_of("card", "level", str(level), ("2", "3", "4"))
    props.icon_name("card", icon)
    if bool(action_label) != bool(action_href):
        raise props.PropError("card: action_label and action_href go together.")
    return _render(
        "card",
        content=content,
        title=title,
        id=id,
        tone=tone,
        level=level,
        icon=icon,
        note=note,
        action_label=action_label,
        action_href=action_href,
    )


def page_header(content: str, title: str, lead: str = "", kicker: str = "") -> SafeString:
    """``{% page_header title=... %}badges and buttons{% endpage_header %}``: the page's only h1."""
    props.filled("page_header", "title", title)
    return _render("page_header", content=SafeString(content.strip()), title=title, lead=lead, kicker=kicker)


def empty_state(
    title: str,
    text: str = "",
    icon: str = "folder2-open",
    action_label: str = "",
    action_href: str = "",
) -> SafeString:
    """Instead of an empty list: what would be here and how it gets here."""
    props.filled("empty_state", "title", title)
    props.icon_name("empty_state", icon)
    if bool(action_label) != bool(action_href):
        raise props.PropError("empty_state: action_label and action_href go together.")
    return _render("empty_state", title=title, text=text, icon=icon, action_label=action_label, action_href=action_href)


def stepper(steps: list, label: str = "") -> SafeString:
    """Where someone is on the way. Steps: ``label``, ``state`` (done, current, todo, problem), ``url``, ``note``."""
    items = props.rows("stepper", "steps", steps, ("label", "state"), ("url", "note"))
    for item in items:
        props.one_of("stepper", "state", item["state"], STEP_STATES)
    return _render("stepper", steps=items, label=label or _("Progress"))


def timeline(items: list, label: str = "") -> SafeString:
    """What happened, in the order given. Items: ``when`` (already local), ``title``, ``text``, ``actor``, ``tone``."""
    entries = props.rows("timeline", "items", items, ("when", "title"), ("text", "actor", "tone"))
    for entry in entries:
        entry["tone"] = props.one_of("timeline", "tone", entry["tone"] or "neutral", props.TONES)
    return _render("timeline", items=entries, label=label or _("History"))


def tabs(items: list, label: str) -> SafeString:
    """Links between the views of one thing. Items: ``label``, ``url``, ``active``, ``count``."""
    props.filled("tabs", "label", label)
    return _render("tabs", label=label, items=props.rows("tabs", "items", items, ("label", "url"), ("active", "count")))


def breadcrumbs(items: list) -> SafeString:
    """The way to this page. Items: ``label``, ``url``; the last one, the page itself, needs no url."""
    return _render("breadcrumbs", items=props.rows("breadcrumbs", "items", items, ("label",), ("url",)))


def pagination(context, page, param: str = "page") -> SafeString:
    """Links to the pages of a ``Page``, in the parameter ``param``; the others of the address stay."""
    if not hasattr(page, "paginator"):
        raise props.PropError("pagination: give a Page of a Paginator.")
    if page.paginator.num_pages <= 1:
        return SafeString("")
    request = context.get("request")
    params = request.GET.copy() if request else None

    def link(number):
        if params is None:
            return f"?{param}={number}"
        params[param] = number
        return f"?{params.urlencode()}"

    pages = [
        {
            "number": number,
            "url": "" if number == page.paginator.ELLIPSIS else link(number),
            "current": number == page.number,
        }
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return _render(
        "pagination",
        page=page,
        pages=pages,
        previous=link(page.previous_page_number()) if page.has_previous() else "",
        next=link(page.next_page_number()) if page.has_next() else "",
    )


def disclosure(content: str, summary: str, open: bool = False, id: str = "") -> SafeString:
    """``{% disclosure summary=... %}...{% enddisclosure %}``: something that most readers may leave closed."""
    props.filled("disclosure", "summary", summary)
    return format_html(
        '<details class="disclosure"{}{}><summary>{} <span>{}</span></summary>'
        '<div class="disclosure-body">{}</div></details>',
        format_html(' id="{}"', id) if id else "",
        SafeString(" open") if open else "",
        icon_svg("chevron-right"),
        summary,
        content,
    )
