"""Forms about Endorsements and their certificates."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from associations.directory.models import Association
from common.ids import clean_code
from common.printing import typefaces
from competencies.standard.models import Category
from endorsement.award.documents import NAME_MOST, clean_name, split_body

CODE_LENGTH = 12
SEARCH_MOST = 100


class NameForm(forms.Form):
    """The name as it is to be printed."""

    printed_name = forms.CharField(
        label=_("Name on the certificate"),
        max_length=NAME_MOST,
        strip=True,
        help_text=_("As you want it printed. Latin, Greek, Cyrillic, Arabic and Hebrew letters can be used."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def clean_printed_name(self):
        return clean_name(self.cleaned_data["printed_name"])


class StandingForm(forms.Form):
    """Why the standing changes: once for the files, once for everybody."""

    reason = forms.CharField(
        label=_("Reason, for the files"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only the association's office and Alliance staff read this."),
    )
    public_reason = forms.CharField(
        label=_("Sentence shown to the public"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Anyone who checks the certificate reads this. No personal details."),
    )


class WordingForm(forms.Form):
    """The association's words on its certificates."""

    title = forms.CharField(label=_("Title"), max_length=80)
    body = forms.CharField(
        label=_("Text"),
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 11}),
        help_text=_(
            "A blank line between paragraphs. The lines {name} and {category} stand alone; elsewhere you can use "
            "{association}, {number} and {endorsed_on}."
        ),
    )
    disclaimer = forms.CharField(
        label=_("Small print"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Say plainly that Endorsement® is not a licence."),
    )

    def clean_title(self):
        return _printable(self.cleaned_data["title"])

    def clean_body(self):
        body = self.cleaned_data["body"].replace("\r\n", "\n")
        split_body(body)
        return _printable(body)

    def clean_disclaimer(self):
        return _printable(" ".join(self.cleaned_data["disclaimer"].split()))


def _printable(text):
    if missing := typefaces.missing_characters(text):
        raise ValidationError(
            _("These characters cannot be printed: %(characters)s") % {"characters": " ".join(missing)}
        )
    return text


class HolderSearchForm(forms.Form):
    """Whose Endorsement the office looks for."""

    q = forms.CharField(label=_("Name or number"), max_length=SEARCH_MOST, required=False)


class RegistryForm(forms.Form):
    """What to look for in the registry. Anything unknown is an error of its field, never of the page."""

    q = forms.CharField(label=_("Name or part of it"), max_length=SEARCH_MOST, required=False)
    association = forms.ModelChoiceField(
        label=_("Association"),
        queryset=Association.objects.order_by("name"),
        to_field_name="slug",
        required=False,
        empty_label=_("All associations"),
    )
    category = forms.ModelChoiceField(
        label=_("Category"),
        queryset=Category.objects.order_by("position", "key"),
        to_field_name="slug",
        required=False,
        empty_label=_("All categories"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].label_from_instance = self._name_of
        self.fields["q"].widget.attrs["type"] = "search"

    def _name_of(self, category):
        """As the association chosen calls it."""
        association = getattr(self, "cleaned_data", {}).get("association")
        return association.name_of(category) if association else category.name


class CodeForm(forms.Form):
    """The code printed on a certificate."""

    code = forms.CharField(
        label=_("Code of the certificate"),
        max_length=60,
        help_text=_("Twelve letters and digits, printed at the foot of the certificate, such as AB12-CD34-EF56."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_code(self):
        code = clean_code(self.cleaned_data["code"].rstrip("/").rpartition("/")[2])
        if len(code) != CODE_LENGTH or not code.isascii():
            raise ValidationError(_("A code has twelve letters and digits. Please check what you typed."))
        return code
