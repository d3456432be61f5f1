"""Small pieces: icons, buttons, badges, meters. Built without a template file, since a page may hold hundreds."""

from decimal import Decimal, InvalidOperation
from functools import lru_cache

from django.templatetags.static import static
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from common.components import props

BUTTON_CLASSES = {
    "primary": "btn-primary",
    "secondary": "btn-outline-primary",
    "quiet": "btn-quiet",
    "danger": "btn-outline-danger",
}


# Pieces are kept once drawn; typed, so that a text never stands for the safe text of the same letters.


def icon(name: str, label: str = "", size: str = "md") -> SafeString:
    """An icon of the sprite. Without ``label`` it is decoration, unseen by screen readers."""
    return _labelled(name, str(label), size) if label else _decoration(name, size)


@lru_cache(maxsize=500, typed=True)
def _labelled(name, label: str, size) -> SafeString:
    _check_icon(name, size)
    return format_html(
        '<svg class="icon icon-{}" role="img" aria-label="{}"><use href="{}#{}"></use></svg>',
        size,
        label,
        static("img/icons.svg"),
        name,
    )


@lru_cache(maxsize=500)
def _decoration(name, size) -> SafeString:
    """Kept once drawn: a page may hold hundreds, and the sprite's address stays as long as the process runs."""
    _check_icon(name, size)
    return format_html(
        '<svg class="icon icon-{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        size,
        static("img/icons.svg"),
        name,
    )


def _check_icon(name, size) -> None:
    props.filled("icon", "name", name)
    props.icon_name("icon", name)
    props.one_of("icon", "size", size, props.SIZES)


def _words(label, icon_name, icon_after=""):
    return _kept_words(label if isinstance(label, str) else str(label), icon_name, icon_after)


@lru_cache(maxsize=2000, typed=True)
def _kept_words(label, icon_name, icon_after):
    before = format_html("{} ", icon(icon_name)) if icon_name else ""
    after = format_html(" {}", icon(icon_after)) if icon_after else ""
    return format_html("{}<span>{}</span>{}", before, label, after)


def _attributes(**values) -> SafeString:
    """HTML attributes of the values that are not empty; ``True`` gives the bare name."""
    pairs = [(name.replace("_", "-"), value) for name, value in values.items() if value not in ("", None, False)]
    return mark_safe(
        "".join(
            format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value) for name, value in pairs
        )
    )


@lru_cache(maxsize=100)
def _button_class(component, tone, size, block):
    props.one_of(component, "tone", tone, props.BUTTON_TONES)
    props.one_of(component, "size", size, props.SIZES)
    parts = ["btn", BUTTON_CLASSES[tone]]
    if size != "md":
        parts.append(f"btn-{size}")
    if block:
        parts.append("w-100")
    return " ".join(parts)


def button(
    label: str,
    tone: str = "primary",
    icon: str = "",
    type: str = "submit",
    name: str = "",
    value: str = "",
    form: str = "",
    id: str = "",
    size: str = "md",
    block: bool = False,
    disabled: bool = False,
    describedby: str = "",
) -> SafeString:
    """A button. A closed one (``disabled``) needs ``describedby``: the id of the text that says why."""
    props.filled("button", "label", label)
    props.one_of("button", "type", type, ("submit", "button", "reset"))
    if disabled:
        props.filled("button", "describedby (why it is closed)", describedby)
    css = _button_class("button", tone, size, block)
    rest = _attributes(
        name=name, value=value, form=form, id=id, aria_disabled="true" if disabled else "", aria_describedby=describedby
    )
    return format_html(
        '<button type="{}" class="{}"{}>{}</button>',
        "button" if disabled else type,
        css,
        rest,
        _words(label, icon),
    )


def link_button(
    label: str,
    href: str,
    tone: str = "secondary",
    icon: str = "",
    icon_after: str = "",
    size: str = "md",
    block: bool = False,
    download: bool = False,
    new_tab: bool = False,
    id: str = "",
) -> SafeString:
    """A link that looks like a button: it goes somewhere and changes nothing."""
    props.filled("link_button", "label", label)
    props.filled("link_button", "href", href)
    css = _button_class("link_button", tone, size, block)
    rest = _attributes(id=id, download=download, target="_blank" if new_tab else "", rel="noopener" if new_tab else "")
    words = _words(label, icon, icon_after)
    if new_tab:
        words = format_html('{}<span class="visually-hidden"> ({})</span>', words, _("opens in a new tab"))
    return format_html('<a class="{}" href="{}"{}>{}</a>', css, href, rest, words)


def badge(label: str, tone: str = "neutral", icon: str = "") -> SafeString:
    """A status in one or two words. The words carry the meaning, the colour only supports it."""
    return _badge(label if isinstance(label, str) else str(label), tone, icon)


@lru_cache(maxsize=2000, typed=True)
def _badge(label, tone, icon) -> SafeString:
    props.filled("badge", "label", label)
    props.one_of("badge", "tone", tone, props.TONES)
    props.icon_name("badge", icon)
    return format_html('<span class="pill pill-{}">{}</span>', tone, _words(label, icon))


def turn(label: str, mine: bool = False, note: str = "") -> SafeString:
    """Whose turn it is. ``label`` names them ("Reviewers"), or, when it is the reader's turn (``mine``), what to do."""
    props.filled("turn", "label", label)
    css = "turn turn-mine" if mine else "turn"
    intro = _("Your turn") if mine else _("Waiting for")
    text = format_html('<span class="turn-intro">{}</span> <span class="turn-who">{}</span>', intro, label)
    extra = format_html(' <span class="turn-note">{}</span>', note) if note else ""
    return format_html('<span class="{}">{} {}{}</span>', css, icon("bell" if mine else "clock"), text, extra)


def _number(prop, value):
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise props.PropError(f"meter: {prop} is {value!r}, no number.") from None


def meter(
    label: str,
    counted: object,
    required: object,
    unit: str = "",
    tone: str = "auto",
    note: str = "",
    href: str = "",
) -> SafeString:
    """How much of what is required is there: "18 of 24 hours", with a bar.

    ``tone`` "auto" is success when reached, else warning. The bar is decoration: the words say the same.
    """
    props.filled("meter", "label", label)
    props.one_of("meter", "tone", tone, ("auto", *props.TONES))
    have, need = _number("counted", counted), _number("required", required)
    reached = have >= need
    share = 100 if need <= 0 else max(0, min(100, int(have * 100 / need)))
    tone = ("success" if reached else "warning") if tone == "auto" else tone
    name = format_html('<a href="{}">{}</a>', href, label) if href else conditional_escape(label)
    amount = _("%(counted)s of %(required)s") % {"counted": localize(counted), "required": localize(required)}
    return format_html(
        '<div class="meter meter-{}"><div class="meter-head"><span class="meter-label">{}</span>'
        '<span class="meter-amount">{}<strong>{}</strong>{}</span></div>'
        '<svg class="meter-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="meter-track" width="100" height="4"></rect>'
        '<rect class="meter-fill" width="{}" height="4"></rect></svg>{}</div>',
        tone,
        name,
        icon("check-circle-fill", size="sm") if reached else "",
        amount,
        format_html(" {}", unit) if unit else "",
        share,
        format_html('<p class="meter-note">{}</p>', note) if note else "",
    )


def sample_mark(text: str = "") -> SafeString:
    """The word SAMPLE beside something that was invented for a demonstration."""
    return format_html('<span class="sample-mark">{}</span>', text or _("Sample"))


def definition_list(items: list) -> SafeString:
    """Terms with their values: tuples ``(term, value)``. An empty value shows as a dash."""
    pairs = props.rows("definition_list", "items", items, ("term", "value"))
    body = format_html_join(
        "",
        "<div><dt>{}</dt><dd>{}</dd></div>",
        ((pair["term"], "—" if pair["value"] in ("", None) else pair["value"]) for pair in pairs),
    )
    return format_html('<dl class="definitions">{}</dl>', body)


def help_text(text: str, id: str = "") -> SafeString:
    """A line of help below a field; give ``id`` to point ``aria-describedby`` at it."""
    props.filled("help_text", "text", text)
    return format_html('<p class="form-text"{}>{}</p>', _attributes(id=id), text)
