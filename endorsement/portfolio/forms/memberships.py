"""The form of one membership of WAIMH: two days, the last may be open."""

from django import forms
from django.utils.translation import gettext_lazy as _l

from endorsement.portfolio.forms.base import day_field, needed


class MembershipForm(forms.Form):
    started_on = day_field(
        _l("Member of WAIMH from"), **needed(_l("Please add the first day, such as the day you paid for the year."))
    )
    ended_on = day_field(
        _l("Until"), _l("The last day that is paid for. Leave it empty only if it has no end."), required=False
    )

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("started_on"), cleaned.get("ended_on")
        if first and last and last < first:
            self.add_error("ended_on", _l("This day lies before the first day. Please check both."))
        return cleaned
