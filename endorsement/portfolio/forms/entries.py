"""One form per kind of entry."""

from crispy_forms.layout import Div
from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _l

from endorsement.portfolio.enums import About, AgeBand, Format, LeadershipKind, Level, LicenceKind, Nature, Topic
from endorsement.portfolio.fields import Count, Hours, Line, Pick, Picks
from endorsement.portfolio.forms.base import EntryForm, NamingForm, day_field, needed
from endorsement.portfolio.layout import Noted, Section

_NUMBER = {"inputmode": "decimal", "autocomplete": "off"}
_QUARTERS = _l("Quarter hours are fine: 1.5 or 2.75.")


def _hours_field(label) -> Hours:
    return Hours(
        label=label,
        help_text=_QUARTERS,
        widget=forms.TextInput(attrs=dict(_NUMBER)),
        **needed(_l("Please add the hours.")),
    )


class EducationForm(EntryForm):
    kind = "education"
    level = Pick(label=_l("Degree or certificate"), choices=Level.choices, **needed(_l("Please choose the degree.")))
    institution = Line(
        label=_l("School or university"), **needed(_l("Please add the name of the school or university."))
    )
    field = Line(label=_l("Field of study"), required=False)
    awarded_on = day_field(
        _l("Awarded on"),
        _l("The day on your diploma. If you do not have it at hand, the last day of that month."),
        **needed(_l("Please add the day it was awarded.")),
    )
    related = forms.BooleanField(
        label=_l("It is related to infants, young children or families"),
        required=False,
        help_text=_l("An associate's degree counts only when it is."),
    )
    competencies = Picks(required=False, label=_l("Competencies it taught"))

    def parts(self):
        return [
            Noted("level"),
            Noted("institution"),
            Div(Noted("field"), Noted("awarded_on"), css_class="form-grid"),
            Noted("related"),
            Section("competencies", "endorsement/portfolio/parts/competencies.html"),
        ]


class LicenceForm(EntryForm):
    kind = "licences"
    spans = ("issued_on", "expires_on")
    licence_kind = Pick(
        label=_l("Kind of licence"),
        choices=LicenceKind.choices,
        help_text=_l(
            "A licence to practise on your own in mental health. A teaching licence, the certificate of a course and "
            "an Endorsement® are none."
        ),
        **needed(_l("Please choose the kind of licence.")),
    )
    name = Line(
        label=_l("What it is called"),
        help_text=_l("For example: licensed clinical social worker."),
        **needed(_l("Please add what the licence is called.")),
    )
    region = Line(
        label=_l("State, province or country that issued it"), **needed(_l("Please add who issued the licence."))
    )
    issued_on = day_field(_l("Issued on"), **needed(_l("Please add the day it was issued.")))
    expires_on = day_field(
        _l("Valid until"),
        _l("Leave it empty if it does not expire. It must be valid on the day you apply."),
        required=False,
    )

    def parts(self):
        return [
            Noted("licence_kind"),
            Noted("name"),
            Noted("region"),
            Div(Noted("issued_on"), Noted("expires_on"), css_class="form-grid"),
        ]


class WorkForm(NamingForm):
    kind = "work"
    named = ("internship_supervisor_name", "internship_supervisor")
    spans = ("started_on", "ended_on")
    title = Line(label=_l("Your role"), **needed(_l("Please add your role, such as home visitor.")))
    employer = Line(label=_l("Employer or organisation"), **needed(_l("Please add the employer or organisation.")))
    supervisor_name = Line(
        label=_l("Your supervisor's name"),
        required=False,
        help_text=_l("So that your supervisor is never asked to review your portfolio."),
    )
    started_on = day_field(_l("From"), **needed(_l("Please add the first day.")))
    ended_on = day_field(_l("Until"), _l("Leave it empty while you work there."), required=False)
    age_bands = Picks(
        label=_l("Ages of the children you served"),
        choices=[(key, capfirst(label)) for key, label in AgeBand.choices],
        widget=forms.CheckboxSelectMultiple,
        **needed(_l("Please choose the ages you served.")),
    )
    nature = Pick(
        label=_l("What your work mainly was"),
        choices=Nature.choices,
        **needed(_l("Please choose what your work mainly was.")),
    )
    families = Count(
        label=_l("Families you worked with"),
        required=False,
        help_text=_l("How many different families, in all. A number only: no names."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    paid = forms.BooleanField(label=_l("It was paid"), required=False)
    supervised = forms.BooleanField(label=_l("It was supervised"), required=False)
    specialised_training = forms.BooleanField(
        label=_l("It included specialised training"),
        required=False,
        help_text=_l("Supervised volunteer work with specialised training may count as paid work does."),
    )
    internship = forms.BooleanField(
        label=_l("It was an internship"),
        required=False,
        help_text=_l(
            "It was a part of your degree. Some categories count a limited time of it, under a supervisor who held the "
            "Endorsement® they name. Ordinary work, paid or not, is no internship."
        ),
    )
    internship_supervisor_name = Line(
        label=_l("Who supervised the internship"),
        required=False,
        help_text=_l("Begin to type the name and choose from the Alliance's registry."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    internship_supervisor = forms.CharField(required=False, widget=forms.HiddenInput)

    def parts(self):
        return [
            Noted("title"),
            Noted("employer"),
            Div(Noted("started_on"), Noted("ended_on"), css_class="form-grid"),
            Noted("age_bands"),
            Noted("nature"),
            Noted("families"),
            Noted("paid"),
            Noted("supervised"),
            Noted("specialised_training"),
            Noted("supervisor_name"),
            *(self._internship() if self.shows_named else ()),
        ]

    def _internship(self):
        return (
            Noted("internship"),
            Section("internship_supervisor_name", "endorsement/portfolio/parts/provider.html"),
        )

    @property
    def shows_named(self) -> bool:
        """An internship is shown only where an application asks for it, or something of it was entered."""
        return "internship" in self.asked or any(self.data.get(name) for name in ("internship", self.named[0]))

    @property
    def shown(self):
        fields = super().shown
        sent = self.shows_named or self.named[0] in self.data
        return fields if sent else [field for field in fields if not field.name.startswith("internship")]


class TrainingForm(EntryForm):
    kind = "training"
    title = Line(label=_l("Title of the training"), **needed(_l("Please add the title of the training.")))
    provider = Line(label=_l("Who gave it"), required=False)
    held_on = day_field(
        _l("Date"), _l("The last day, if it took several."), **needed(_l("Please add the day of the training."))
    )
    hours = _hours_field(_l("Hours"))
    topic = Pick(
        label=_l("Main topic"),
        choices=Topic.choices,
        help_text=_l("Each hour counts for one topic."),
        **needed(_l("Please choose the main topic.")),
    )
    competencies = Picks(required=False, label=_l("Competencies it covered"))

    def parts(self):
        return [
            Noted("title"),
            Noted("provider"),
            Div(Noted("held_on"), Noted("hours"), css_class="form-grid"),
            Noted("topic"),
            Section("competencies", "endorsement/portfolio/parts/competencies.html"),
        ]


class RscForm(NamingForm):
    kind = "rsc"
    named = ("provider_name", "provider")
    spans = ("started_on", "ended_on")
    provider_name = Line(
        label=_l("Who gave you RSC"),
        help_text=_l("Begin to type the name and choose from the Alliance's registry."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        **needed(_l("Please add who gave you RSC.")),
    )
    provider = forms.CharField(required=False, widget=forms.HiddenInput)
    started_on = day_field(_l("From"), **needed(_l("Please add the first day.")))
    ended_on = day_field(
        _l("Until"),
        _l("If it goes on, the last day of the hours you count here."),
        **needed(_l("Please add the last day.")),
    )
    hours = _hours_field(_l("Hours in this time"))
    format = Pick(
        label=_l("Format"),
        choices=Format.choices,
        widget=forms.RadioSelect,
        **needed(_l("Please choose the format.")),
    )
    about = Pick(
        label=_l("About"), choices=About.choices, widget=forms.RadioSelect, **needed(_l("Please choose what about."))
    )

    def parts(self):
        return [
            Section("provider_name", "endorsement/portfolio/parts/provider.html"),
            Div(Noted("started_on"), Noted("ended_on"), css_class="form-grid"),
            Noted("hours"),
            Noted("format"),
            Noted("about"),
        ]


class RscGivenForm(EntryForm):
    kind = "rsc_given"
    spans = ("started_on", "ended_on")
    setting = Line(
        label=_l("Where you gave it"),
        help_text=_l("A team or an organisation, such as the home visitors of an agency. No names of those you met."),
        **needed(_l("Please add where you gave it.")),
    )
    started_on = day_field(_l("From"), **needed(_l("Please add the first day.")))
    ended_on = day_field(_l("Until"), _l("Leave it empty while it goes on."), required=False)
    hours = _hours_field(_l("Hours in this time"))

    def parts(self):
        return [
            Noted("setting"),
            Div(Noted("started_on"), Noted("ended_on"), css_class="form-grid"),
            Noted("hours"),
        ]


class LeadershipForm(EntryForm):
    kind = "leadership"
    spans = ("started_on", "ended_on")
    title = Line(label=_l("Your role"), **needed(_l("Please add your role, such as clinical director.")))
    organisation = Line(label=_l("Organisation"), **needed(_l("Please add the organisation.")))
    leadership_kind = Pick(
        label=_l("Leadership in"),
        choices=LeadershipKind.choices,
        help_text=_l(
            "Practice: leading those who work with families. Policy: leading programmes, systems or legislation. A "
            "category counts only its own kind, unless it says any."
        ),
        **needed(_l("Please choose what you led in.")),
    )
    started_on = day_field(_l("From"), **needed(_l("Please add the first day.")))
    ended_on = day_field(_l("Until"), _l("Leave it empty while it goes on."), required=False)

    def parts(self):
        return [
            Noted("title"),
            Noted("organisation"),
            Noted("leadership_kind"),
            Div(Noted("started_on"), Noted("ended_on"), css_class="form-grid"),
        ]


NAMING = {form.named[0]: form for form in (RscForm, WorkForm)}
"""Field of a name -> the form that has it."""

FORMS: dict[str, type[EntryForm]] = {
    form.kind: form
    for form in (EducationForm, LicenceForm, WorkForm, TrainingForm, RscForm, RscGivenForm, LeadershipForm)
}
