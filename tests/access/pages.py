"""Forms as a browser finds them on a page: their fields, what would be sent, and what a person would fill in."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

TEXTS = {"text", "search", "email", "url", "tel", "number", "date", "password", "textarea"}
PLAUSIBLE = {
    "email": "someone@people.example",
    "url": "https://example.org/",
    "number": "3",
    "date": "2024-05-01",
    "password": "a long enough password",
}
KEPT = "Kept words"


@dataclass
class Control:
    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)


@dataclass
class Form:
    """``action`` "": the page itself. ``live``: it, or a part of it, saves by htmx too."""

    action: str
    method: str
    controls: list[Control] = field(default_factory=list)
    live: bool = False

    @property
    def texts(self) -> list[Control]:
        return [one for one in self.controls if one.kind in TEXTS]

    def filled(self) -> dict[str, list[str]]:
        """Everything as a person would fill it in: each choice made, a plausible value in each empty field of text."""
        data: dict[str, list[str]] = {}
        for control in self.controls:
            if control.kind == "file":
                continue
            if control.kind in ("radio", "checkbox", "select"):
                first = next((one for one in control.options if one), None)
                value = control.chosen or ([first] if first is not None else [])
            elif control.kind in TEXTS:
                value = [control.value or PLAUSIBLE.get(control.kind, KEPT)]
            else:
                value = [control.value]
            data.setdefault(control.name, []).extend(value)
        return data


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.into: Control | None = None
        self.by_id: dict[str, Form] = {}

    def handle_starttag(self, tag, attrs):
        had = dict(attrs)
        if tag == "form":
            self.form = Form(had.get("action") or "", (had.get("method") or "get").lower())
            self.forms.append(self.form)
            self.by_id[had.get("id", "")] = self.form
        form = self.by_id.get(had["form"]) if had.get("form") else self.form
        if form is None:
            return
        form.live = form.live or any(name in had for name in ("hx-post", "hx-get"))
        name = had.get("name")
        if tag == "input" and name:
            self._input(form, name, had.get("type", "text"), had)
        elif tag == "textarea" and name:
            self.into = Control(name, "textarea")
            form.controls.append(self.into)
        elif tag == "select" and name:
            form.controls.append(Control(name, "select"))
        elif tag == "option" and form.controls and form.controls[-1].kind == "select":
            value = had.get("value") or ""
            form.controls[-1].options.append(value)
            if "selected" in had:
                form.controls[-1].chosen.append(value)

    @staticmethod
    def _input(form, name, kind, had):
        value = had.get("value", "on" if kind in ("radio", "checkbox") else "") or ""
        if kind in ("submit", "button", "image", "reset"):
            return
        if kind in ("radio", "checkbox"):
            control = next((one for one in form.controls if (one.name, one.kind) == (name, kind)), None)
            if control is None:
                control = Control(name, kind)
                form.controls.append(control)
            control.options.append(value)
            if "checked" in had:
                control.chosen.append(value)
        else:
            form.controls.append(Control(name, kind, value))

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "textarea" and self.into is not None:
            self.into.value = self.into.value.removeprefix("\r").removeprefix("\n")  # as browsers do
            self.into = None

    def handle_data(self, data):
        if self.into is not None:
            self.into.value += data


def forms_of(html: str) -> list[Form]:
    """Every form of the page, without the ones that stand on every page."""
    reader = _Reader()
    reader.feed(html)
    everywhere = ("/i18n/", "/accounts/logout/")
    sent = [form for form in reader.forms if form.method in ("get", "post")]
    return [form for form in sent if not form.action.startswith(everywhere)]


def failure(response) -> str:
    """What went wrong inside, "" when nothing did."""
    if response.status_code < 500:
        return ""
    error = getattr(response, "exc_info", None)
    return f"{response.status_code} {error[0].__name__}: {error[1]}"[:300] if error else str(response.status_code)
