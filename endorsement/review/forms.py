"""What people type in a review. Every form keeps what was typed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.text import clean_text
from endorsement.review.enums import Recommendation, Verdict

LONGEST_COMMENT = 5000


class Lines(forms.CharField):
    """Several lines of plain text, without characters that a text cannot hold."""

    widget = forms.Textarea

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", LONGEST_COMMENT)
        super().__init__(**kwargs)
        self.widget.attrs |= {"rows": 2, "dir": "auto", "class": "form-control"}
        self.widget.attrs.pop("cols", None)

    def to_python(self, value):
        return clean_text(super().to_python(value))


class Version(forms.IntegerField):
    """The version a window began from; what is no version at all is an old one."""

    widget = forms.HiddenInput

    def clean(self, value):
        text = str(value or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class JudgementForm(forms.Form):
    """One competency: a verdict and a comment. The prefix is ``j<judgement id>``."""

    verdict = forms.ChoiceField(
        label=_("Your judgement"), choices=Verdict.choices, required=False, widget=forms.RadioSelect
    )
    comment = Lines(label=_("Comment"), required=False)
    version = Version()

    @classmethod
    def of(cls, judgement, data=None):
        initial = {"verdict": judgement.verdict, "comment": judgement.comment, "version": judgement.version}
        return cls(data, initial=initial, prefix=f"j{judgement.pk}")


class RecommendationForm(forms.Form):
    """What the reviewer recommends for the application as a whole."""

    recommendation = forms.ChoiceField(
        label=_("Your recommendation"), choices=Recommendation.choices, required=False, widget=forms.RadioSelect
    )
    comment = Lines(label=_("Comment on the application as a whole"), required=False)
    version = Version()

    PREFIX = "r"

    @classmethod
    def of(cls, assignment, data=None):
        initial = {
            "recommendation": assignment.recommendation,
            "comment": assignment.comment,
            "version": assignment.version,
        }
        return cls(data, initial=initial, prefix=cls.PREFIX)


class HandBackForm(forms.Form):
    reason = Lines(
        label=_("Why do you hand it back?"),
        max_length=1000,
        help_text=_("The coordinator reads this; the applicant does not. For example: I supervised the applicant."),
        error_messages={"required": _("Please say in a few words why you hand the review back.")},
    )


class _DueForm(forms.Form):
    due_on = forms.DateField(
        label=_("Due on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Please give a due date."),
            "invalid": _("Please give a day, such as 2026-03-14."),
        },
    )

    def __init__(self, *args, candidates=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.candidates = [one for one in candidates if not one.excluded]
        self.people = {str(one.person.pk): one.person for one in self.candidates}
        choices = [(key, person.name) for key, person in self.people.items()]
        doubtful = [(str(one.person.pk), one.person.name) for one in self.candidates if one.doubtful]
        self.fields["another_person"] = forms.MultipleChoiceField(
            label=_("Another person of the same name"), choices=doubtful, required=False
        )
        self.add_reviewers(choices)

    def clean_another_person(self):
        return [int(key) for key in self.cleaned_data["another_person"]]


class AssignForm(_DueForm):
    """The reviewers of a new round, in the order in which they are asked."""

    def __init__(self, *args, in_turn=False, **kwargs):
        super().__init__(*args, **kwargs)
        if in_turn:
            names = [("", _("the first of those chosen")), *self.fields["reviewers"].choices]
            self.fields["first"] = forms.ChoiceField(
                label=_("Who reviews first"),
                choices=names,
                required=False,
                help_text=_("The next one is asked when the one before has signed, with as many days for it."),
            )

    def clean(self):
        cleaned = super().clean()
        first = self.people.get(cleaned.get("first", ""))
        chosen = cleaned.get("reviewers", [])
        if first and chosen and first not in chosen:
            self.add_error("first", _("%(name)s is not among those chosen.") % {"name": first.name})
        elif first:
            cleaned["reviewers"] = [first, *(person for person in chosen if person != first)]
        return cleaned

    def add_reviewers(self, choices):
        self.fields["reviewers"] = forms.MultipleChoiceField(
            label=_("Reviewers"),
            choices=choices,
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": _("Please choose the reviewers."),
                "invalid_choice": _("One of those chosen cannot review this application."),
            },
        )

    def clean_reviewers(self):
        return [self.people[key] for key in self.cleaned_data["reviewers"]]


class OneReviewerForm(_DueForm):
    """One further reviewer: a third, or somebody instead."""

    reason = Lines(label=_("Note for the record"), required=False, max_length=1000)

    def add_reviewers(self, choices):
        self.fields["reviewer"] = forms.ChoiceField(
            label=_("Reviewer"),
            choices=[("", _("Please choose")), *choices],
            error_messages={
                "required": _("Please choose a reviewer."),
                "invalid_choice": _("That person cannot review this application."),
            },
        )

    def clean_reviewer(self):
        return self.people[self.cleaned_data["reviewer"]]
