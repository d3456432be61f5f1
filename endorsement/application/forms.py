"""What people type about applications."""

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from associations.directory.models import Association
from associations.policy.forms import EffectForm, words_field
from common.text import clean_line, clean_text
from competencies.standard.models import Category
from endorsement.application.enums import Section
from endorsement.application.presenters import category_choice, category_choices, category_name
from endorsement.portfolio.fields import FIRST_DAY, LAST_DAY

LONGEST = 5000


def _words(label, **more):
    return forms.CharField(
        label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5, "maxlength": LONGEST}), **more
    )


class AssociationForm(forms.Form):
    """Which association; sent by GET, so that the categories follow without a script."""

    association = forms.ModelChoiceField(
        label=_("Association"),
        queryset=Association.objects.none(),
        to_field_name="slug",
        empty_label=_("Choose your association"),
        help_text=_("Usually the one of the state or country where you live or work."),
    )

    def __init__(self, *args, associations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["association"].queryset = associations


class StartForm(forms.Form):
    """Which category, of those the association offers today, by track; answers the ``Category``."""

    category = forms.TypedChoiceField(
        label=_("Choose the category of Endorsement® that fits your work"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a category."),
            "invalid_choice": _("This category is not offered here at the moment. Choose another."),
        },
    )

    def __init__(
        self, *args, offered: list[Category], association: Association | None, label=category_choice, **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = category_choices(offered, association, label)
        self.fields["category"].coerce = {one.slug: one for one in offered}.get


class WhatIfForm(forms.Form):
    """Another category or another day; sent by GET, so that the answer can be kept as an address."""

    category = forms.TypedChoiceField(
        label=_("Category"), error_messages={"invalid_choice": _("Choose one of the list.")}
    )
    on = forms.DateField(
        label=_("On the day"),
        widget=forms.DateInput(attrs={"type": "date", "min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}),
        validators=[
            MinValueValidator(FIRST_DAY, _("Please check the year: it should lie between 1940 and 2100.")),
            MaxValueValidator(LAST_DAY, _("Please check the year: it should lie between 1940 and 2100.")),
        ],
    )

    def __init__(self, *args, categories: list[Category], association: Association, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = category_choices(categories, association, label=category_name)
        self.fields["category"].coerce = {one.slug: one for one in categories}.get


def signature(typed: str) -> str:
    """A name typed to sign with. Raises ValidationError for what is none."""
    name = clean_line(typed)
    if sum(character.isalpha() for character in name) < 2:
        raise forms.ValidationError(_("Type your full name to sign."))
    return name


class SignForm(forms.Form):
    """The name typed under an agreement, with the version of the text that was on the page."""

    version = forms.CharField(max_length=64, widget=forms.HiddenInput)
    typed_name = forms.CharField(
        label=_("Type your full name to sign"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Type your full name to sign.")},
    )

    def clean_typed_name(self):
        return signature(self.cleaned_data["typed_name"])


class ExceptionForm(EffectForm):
    """What one application is asked instead of a requirement, signed by name."""

    accepted = words_field(
        _("What is accepted instead, in a sentence"),
        help_text=_("The applicant and the reviewers read it. Names and details of families do not belong here."),
        error_messages={"required": _("Say what is accepted instead.")},
    )
    file = forms.FileField(
        label=_("File"), required=False, help_text=_("PDF, PNG or JPEG, if one is needed. No client or family records.")
    )
    typed_name = forms.CharField(
        label=_("Type your full name to sign"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Type your full name to sign.")},
    )

    def clean_accepted(self):
        return clean_text(self.cleaned_data["accepted"])

    def clean_typed_name(self):
        return signature(self.cleaned_data["typed_name"])


class QuestionForm(forms.Form):
    """A question on a section."""

    text = _words(
        _("Your question"),
        help_text=_("It goes to the coordinator by mail. Names and details of families do not belong here."),
        error_messages={"required": _("Write your question.")},
    )


class AnswerForm(forms.Form):
    """An answer on a section."""

    section = forms.ChoiceField(label=_("Section"), choices=Section.choices)
    text = _words(
        _("Your message to the applicant"),
        help_text=_("The applicant gets it by mail and sees it on the page."),
        error_messages={"required": _("Write your message.")},
    )


class ReturnForm(forms.Form):
    """A comment per section; at least one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for section in Section:
            self.fields[section.value] = forms.CharField(
                label=section.label,
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 2, "maxlength": LONGEST}),
            )

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not any(text.strip() for text in cleaned.values()):
            raise forms.ValidationError(_("Write at least one comment, so that the applicant knows what to mend."))
        return cleaned


class WithdrawForm(forms.Form):
    """Why, if the applicant wants to say."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 1000}),
        help_text=_("The coordinator sees it. You need not give one."),
    )


class ComparisonFilter(forms.Form):
    """Which portfolios of a comparison are listed."""

    what = forms.ChoiceField(
        label=_("Which"),
        required=False,
        choices=[("", _("all")), ("drafts", _("running drafts")), ("submitted", _("submitted"))],
    )
    requirement = forms.ChoiceField(label=_("By which requirement"), required=False)
    verdicts = forms.BooleanField(label=_("Only where the verdict changes"), required=False)

    def __init__(self, *args, requirements, **kwargs):
        super().__init__(*args, **kwargs)
        found = {one.key: one.title for part in requirements for one in part.requirements}
        self.fields["requirement"].choices = [("", _("any")), *found.items()]

    @property
    def chosen(self) -> dict:
        """What was chosen; what is no choice is none."""
        cleaned = self.cleaned_data
        return {
            "what": cleaned.get("what", ""),
            "requirement": cleaned.get("requirement", ""),
            "verdicts": cleaned.get("verdicts", False),
        }
