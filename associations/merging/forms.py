from django import forms
from django.utils.translation import gettext_lazy as _

from associations.people.forms import ReasonField


class WhyForm(forms.Form):
    """Why an administrator asks the Alliance to merge two."""

    reason = ReasonField()


class OtherForm(forms.Form):
    """Who else somebody may be, and why they are looked at."""

    email = forms.EmailField(label=_("The other record's e-mail address"), max_length=254)
    reason = ReasonField()
