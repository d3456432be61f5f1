from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import LineField


class SaveForm(forms.Form):
    """A name for a report as it was asked, and whether it is mailed."""

    name = LineField(label=_("Name"), max_length=100)
    monthly = forms.BooleanField(
        label=_("Mail me a link to it each month"),
        required=False,
        help_text=_("At the beginning of the month, from the next one on. You can end it whenever you like."),
    )
