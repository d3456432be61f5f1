from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from accounts.forms import LineField
from associations.fees import money, queries
from associations.fees.enums import OF_A_CATEGORY, OFFLINE, FeeKind, Means
from associations.fees.providers import PROVIDERS
from associations.fees.words import fee_words
from common import clock
from common.ids import new_code


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


class MoneyField(forms.DecimalField):
    """An amount as people write it; cleaned to the smallest unit: "25.50" is 2550."""

    def __init__(self, **kwargs):
        super().__init__(min_value=0, max_value=money.major(money.MOST), decimal_places=money.DIGITS, **kwargs)

    def clean(self, value):
        amount = super().clean(value)
        return None if amount is None else money.minor(amount)

    def prepare_value(self, value):
        return money.major(value) if isinstance(value, int) else value


class FeesForm(forms.Form):
    """One kind of fee from a day on: an amount for all, and for each category that differs."""

    valid_from = forms.DateField(label=_("From which day"), widget=DayInput())
    for_all = MoneyField(required=False)

    def __init__(self, *args, kind, categories, association, **kwargs):
        super().__init__(*args, **kwargs)
        currency = association.currency
        several = kind in OF_A_CATEGORY
        self.categories = list(categories) if several else []
        label = now_("For every other category (%(currency)s)") if several else now_("Amount (%(currency)s)")
        self.fields["for_all"].label = label % {"currency": currency}
        self.fields["for_all"].help_text = now_("0 is no fee. What is empty stays as it is.")
        for category in self.categories:
            words = {"name": association.name_of(category), "key": category.key, "currency": currency}
            field = MoneyField(label=now_("%(name)s, %(key)s (%(currency)s)") % words, required=False)
            self.fields[f"category_{category.pk}"] = field

    def amounts(self) -> dict:
        """Amount by Category, None for all: only what was filled in."""
        typed = {None: self.cleaned_data.get("for_all")}
        typed |= {category: self.cleaned_data.get(f"category_{category.pk}") for category in self.categories}
        return {category: amount for category, amount in typed.items() if amount is not None}

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not self.amounts():
            self.add_error("for_all", _("Please write at least one amount."))
        return cleaned


class PaymentForm(forms.Form):
    """One payment over the chosen dues, each with its part."""

    means = forms.ChoiceField(label=_("Paid by"), choices=[(one.value, one.label) for one in OFFLINE])
    payer = LineField(
        label=_("Who pays"),
        max_length=200,
        required=False,
        help_text=_("The agency, sponsor or fund, if not the person."),
    )
    reference = LineField(
        label=_("Reference"),
        max_length=200,
        required=False,
        help_text=_("The number of the cheque or of the transfer."),
    )
    received_on = forms.DateField(label=_("Received on"), widget=DayInput())
    reason = LineField(
        label=_("Reason"), max_length=300, required=False, help_text=_("Why the fee is waived. The office sees it.")
    )
    once = forms.CharField(widget=forms.HiddenInput, max_length=12)

    def __init__(self, *args, dues, zone, sponsor=None, **kwargs):
        today = clock.today(zone)
        kwargs["initial"] = {"received_on": today, "once": new_code()}
        if sponsor is not None:
            kwargs["initial"] |= {"means": Means.AGENCY, "payer": sponsor.name}
        super().__init__(*args, **kwargs)
        self.dues, self.today, self.sponsor = dues, today, sponsor
        if len(dues) > 1:
            self.fields["total"] = MoneyField(
                label=now_("Amount received, all together (%(currency)s)") % {"currency": dues[0].currency},
                initial=sum(due.open for due in dues),
                help_text=now_("The parts below must make it."),
            )
        for due in dues:
            words = {"name": due.person.name, "fee": due.get_kind_display(), "currency": due.currency}
            self.fields[f"part_{due.code}"] = MoneyField(
                label=now_("%(name)s: %(fee)s (%(currency)s)") % words, initial=due.open
            )

    def clean_received_on(self):
        day = self.cleaned_data["received_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("means") == Means.WAIVER and not cleaned.get("reason"):
            self.add_error("reason", _("Please say why the fee is waived."))
        if "total" in self.fields and not self.errors:
            self._match(cleaned)
        if cleaned.get("means") in (Means.AGENCY, Means.SCHOLARSHIP) and not cleaned.get("payer"):
            self.add_error("payer", _("Please name the agency, sponsor or fund."))
        return cleaned

    def _match(self, cleaned) -> None:
        parts = sum(cleaned[f"part_{due.code}"] for due in self.dues)
        if parts != cleaned["total"]:
            currency = self.dues[0].currency
            words = {"parts": money.words(parts, currency), "total": money.words(cleaned["total"], currency)}
            self.add_error(
                "total", now_("The parts make %(parts)s, and %(total)s came in. Change one, or have it spread.") % words
            )

    def spread(self) -> "PaymentForm":
        """The same, with what came in spread over the parts in their order, for another look."""
        try:
            total = self.fields["total"].clean(self.data.get("total"))
        except forms.ValidationError:
            return self  # said beside the field
        parts = queries.spread(total, self.dues)
        self.data = self.data.copy()
        for due in self.dues:
            self.data[f"part_{due.code}"] = str(money.major(parts[due.pk]))
        return self

    def facts(self) -> dict:
        """As ``record_payment`` takes it."""
        kept = ("means", "payer", "reference", "received_on", "reason")
        return {
            "shares": {due.pk: self.cleaned_data[f"part_{due.code}"] for due in self.dues},
            "origin": f"typed:{self.cleaned_data['once']}",
            "sponsor": self.sponsor,
            **{name: self.cleaned_data[name] for name in kept},
        }


class SponsorForm(forms.Form):
    """Who pays for others."""

    name = LineField(label=_("Name"), max_length=200, help_text=_("The agency, employer or fund."))
    email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)
    note = LineField(label=_("Note"), max_length=200, required=False, help_text=_("Only the office sees it."))


class SponsoringForm(forms.Form):
    """Which sponsor pays the chosen fees."""

    sponsor = forms.ModelChoiceField(
        label=_("Who pays"),
        queryset=None,
        required=False,
        to_field_name="code",
        empty_label=_("The people themselves"),
    )

    def __init__(self, *args, sponsors, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sponsor"].queryset = sponsors


class TakeBackForm(forms.Form):
    """Why a payment is taken back."""

    reason = LineField(label=_("Reason"), max_length=300, help_text=_("Such as: the cheque bounced. Kept in the log."))


class PayOnlineForm(forms.Form):
    """Which of one's open fees to pay now; answers their codes."""

    dues = forms.MultipleChoiceField(
        label=_("What to pay now"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Please choose at least one fee."),
            "invalid_choice": _("One of these fees is paid already, or a payment of it is under way."),
        },
    )

    def __init__(self, *args, dues, **kwargs):
        super().__init__(*args, initial={"dues": [due.code for due in dues]}, **kwargs)
        self.fields["dues"].choices = [(due.code, self._words(due)) for due in dues]

    @staticmethod
    def _words(due) -> str:
        words = {"fee": fee_words(due), "left": money.words(due.open, due.currency)}
        return now_("%(fee)s: %(left)s") % words


class MendForm(forms.Form):
    """Why a difference is mended, or left."""

    reason = LineField(label=_("Reason"), max_length=300, help_text=_("Kept in the log, with your name."))


class KeysForm(forms.Form):
    """An association's keys at its provider. What was typed is never shown again, not even after a mistake."""

    provider = forms.ChoiceField(label=_("Provider"), choices=[(one.key, one.label) for one in PROVIDERS.values()])
    api_key = LineField(
        label=_("Secret or restricted key"),
        max_length=300,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "Begins with sk_ or rk_. A restricted key that may write Checkout Sessions and read PaymentIntents "
            "and Charges is enough, and better."
        ),
    )
    webhook_secret = LineField(
        label=_("Signing secret of the webhook"),
        max_length=300,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Begins with whsec_."),
    )


class ChargeForm(forms.Form):
    """A fee added by hand."""

    kind = forms.ChoiceField(label=_("Fee"), choices=FeeKind.choices)
    category = forms.ModelChoiceField(label=_("Category"), queryset=None, required=False, empty_label=_("None"))
    amount = MoneyField()
    note = LineField(label=_("Note"), max_length=200, required=False, help_text=_("The person reads it."))
    once = forms.CharField(widget=forms.HiddenInput, max_length=12)

    def __init__(self, *args, categories, currency, **kwargs):
        super().__init__(*args, initial={"once": new_code()}, **kwargs)
        self.fields["category"].queryset = categories
        self.fields["amount"].label = now_("Amount (%(currency)s)") % {"currency": currency}

    def clean_amount(self):
        amount = self.cleaned_data["amount"]
        if amount == 0:
            raise forms.ValidationError(_("Please write an amount."))
        return amount
