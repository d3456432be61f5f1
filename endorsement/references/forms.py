"""Forms of applicants, raters and coordinators."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from endorsement.references import items
from endorsement.references.actions.asking import Invite, refusal_of_address
from endorsement.references.enums import Overall, RaterRole, Scale
from endorsement.references.notifications import plain

_HIDDEN_MARKS = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LINK = re.compile(r"(?i)://|\bwww\.|@")

PRIVATE_PROVIDERS = frozenset(
    {
        "aol.com",
        "att.net",
        "comcast.net",
        "fastmail.com",
        "gmail.com",
        "gmx.com",
        "gmx.net",
        "googlemail.com",
        "hotmail.com",
        "icloud.com",
        "live.com",
        "mac.com",
        "mail.com",
        "me.com",
        "msn.com",
        "outlook.com",
        "pm.me",
        "proton.me",
        "protonmail.com",
        "verizon.net",
        "yahoo.com",
        "ymail.com",
        "zoho.com",
    }
)


def looks_like_work(email: str) -> bool:
    """Whether an address is at none of the large private providers, so may be an employer's."""
    return "@" in email and email.rpartition("@")[2].lower() not in PRIVATE_PROVIDERS


class NameField(forms.CharField):
    """A person's name on one line. Text that a mail program would turn into a link is refused."""

    def __init__(self, **kwargs):
        super().__init__(max_length=200, **kwargs)
        self.widget.attrs.setdefault("autocomplete", "off")

    def clean(self, value):
        value = super().clean(value)
        name = " ".join(_HIDDEN_MARKS.sub("", value).split())
        if value and not name and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if _LINK.search(name):
            raise forms.ValidationError(_("Please write the name only, without an address or a link."))
        return plain(name) if name else ""


class RaterForm(forms.Form):
    """One rater. In the form for three, a row that is left empty is skipped."""

    name = NameField(label=_("Name"), required=True)
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("A private address is best: work mail servers often hold our mail back."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    roles = forms.MultipleChoiceField(
        label=_("This person is my"),
        choices=RaterRole.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose all that fit. The requirements ask for certain roles."),
    )
    waived_access = forms.BooleanField(
        label=_("I give up the right to ask to see this rating"),
        required=False,
        help_text=_("Some raters write only if you do. You cannot change this after asking."),
    )

    def __init__(self, *args, person=None, hint_url="", **kwargs):
        self.person = person
        super().__init__(*args, **kwargs)
        if hint_url:
            # Only this one field travels: the word of warning needs nothing else.
            self.fields["email"].widget.attrs |= {
                "hx-post": hint_url,
                "hx-trigger": "change",
                "hx-params": self.add_prefix("email"),
                "hx-target": f"#{self['email'].auto_id}_hint",
                "hx-swap": "innerHTML",
            }

    def clean_email(self):
        email = self.cleaned_data["email"]
        if refusal := refusal_of_address(self.person, email):
            raise forms.ValidationError(refusal)
        return email

    @property
    def invite(self) -> Invite:
        data = self.cleaned_data
        return Invite(data["name"], data["email"], tuple(data["roles"]), data["waived_access"])


class BaseRaterFormSet(forms.BaseFormSet):
    """Up to three raters at once, each address once."""

    def clean(self):
        seen = {}
        for form in self.forms:
            email = form.cleaned_data.get("email", "").lower() if hasattr(form, "cleaned_data") else ""
            if email and email in seen:
                form.add_error("email", _("This address stands twice. Each rater needs an own one."))
            seen[email] = form
        if not any(self.errors) and not self.invites:
            raise forms.ValidationError(_("Please name at least one rater."))

    @property
    def invites(self) -> list[Invite]:
        return [form.invite for form in self.forms if form.has_changed()]


def _raters(count: int):
    return forms.formset_factory(
        RaterForm, formset=BaseRaterFormSet, extra=count, max_num=3, validate_max=True, absolute_max=3
    )


def rater_forms(data=None, *, person, count: int = 3, hint_url: str = ""):
    """The form for ``count`` raters on one screen. ``hint_url`` answers with a warning beside a work address."""
    return _raters(count)(data, prefix="raters", form_kwargs={"person": person, "hint_url": hint_url})


class AddressForm(forms.Form):
    """A rater's new address."""

    email = forms.EmailField(
        label=_("The right e-mail address"),
        help_text=_("A private address is best: work mail servers often hold our mail back."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, person=None, **kwargs):
        self.person = person
        super().__init__(*args, **kwargs)

    clean_email = RaterForm.clean_email


class RatingForm(forms.Form):
    """A rating: one choice per statement, the overall one, words. With ``draft`` nothing is required yet."""

    known_since = forms.CharField(
        label=_("Since when, and how, do you know this person's work?"),
        max_length=200,
        help_text=_("For example: their supervisor since 2023."),
        error_messages={"required": _("Please write a few words.")},
    )
    overall = forms.ChoiceField(
        label=_("Overall"),
        choices=Overall.choices,
        widget=forms.RadioSelect,
        help_text=_("With strong reservations you may rather decline, or not recommend."),
        error_messages={"required": _("Please choose one.")},
    )
    comment = forms.CharField(
        label=_("Anything you wish to add"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args, item_set, draft=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.item_set = item_set
        for item in item_set.items:
            self.fields[f"item_{item['key']}"] = forms.ChoiceField(
                label=item["text"],
                choices=Scale.choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("Please choose one. “Not enough information” is an answer too.")},
            )
        statements = [f"item_{item['key']}" for item in item_set.items]
        self.order_fields(["known_since", *statements, "overall", "comment"])  # errors in the order of the page
        if draft:
            for field in self.fields.values():
                field.required = False

    @property
    def groups(self) -> list[tuple[str, list]]:
        """``(group, [bound field])`` in the order of the statements."""
        found: list[tuple[str, list]] = []
        for item in self.item_set.items:
            if not found or found[-1][0] != item["group"]:
                found.append((item["group"], []))
            found[-1][1].append(self[f"item_{item['key']}"])
        return found

    @property
    def answers(self) -> dict:
        """Item key -> scale key of what was chosen so far; wrong choices are left out."""
        chosen = ((item["key"], self.cleaned_data.get(f"item_{item['key']}")) for item in self.item_set.items)
        return {key: value for key, value in chosen if value}

    @property
    def changes(self) -> dict:
        """For ``actions.rating``."""
        words = {name: self.cleaned_data.get(name, "") for name in ("known_since", "overall", "comment")}
        return {"answers": self.answers, **words}


def initial_of(rating) -> dict:
    """A saved rating as the form's values."""
    answers = {f"item_{key}": value for key, value in rating.answers.items()}
    return {"known_since": rating.known_since, "overall": rating.overall, "comment": rating.comment, **answers}


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only the association's coordinator sees it."),
    )


class VetForm(forms.Form):
    note = forms.CharField(
        label=_("How was it found out?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: telephone call, and what this person knows of the Competency Guidelines®."),
    )


class ItemsForm(forms.Form):
    """An association's own statements for raters."""

    text = forms.CharField(
        label=_("Statements"),
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_("One a line. A line that begins with # names the group of the statements below it."),
    )
    licensed = forms.BooleanField(
        label=_("Our association may use this text: it is our own, or we are licensed to use it"),
    )

    def clean_text(self):
        text = self.cleaned_data["text"]
        try:
            items.read(text)
        except items.ItemsFault as fault:
            raise forms.ValidationError(str(fault)) from fault
        return text
