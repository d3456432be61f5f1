from django import forms
from django.utils.translation import gettext_lazy as _


class SampleForm(forms.Form):
    """Every kind of field the portal uses."""

    name = forms.CharField(label=_("Your name"), max_length=80, help_text=_("As your colleagues know you."))
    email = forms.EmailField(label=_("E-mail address"))
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}), required=False)
    place = forms.ChoiceField(label=_("Place"), choices=[("", "—"), ("garden", _("Garden")), ("library", _("Library"))])
    pace = forms.ChoiceField(
        label=_("How often"), choices=[("week", _("Every week")), ("month", _("Every month"))], widget=forms.RadioSelect
    )
    topics = forms.MultipleChoiceField(
        label=_("Topics"),
        choices=[("trees", _("Trees")), ("birds", _("Birds")), ("bees", _("Bees"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 4, "maxlength": 400}), required=False)
    agree = forms.BooleanField(label=_("I have read the rules of the garden."))


class SampleUploadForm(forms.Form):
    paper = forms.FileField(label=_("Paper"), required=False)
