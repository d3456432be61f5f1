from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from accounts.forms import DayField, LineField, TextField
from accounts.models import Person
from associations.directory.models import Affiliation, Association, CalendarDate, Licence, Signatory
from associations.people.enums import Role
from associations.people.queries import holders
from common.colours import LEAST_CONTRAST, contrast_to_white
from common.files.sniff import BadFile, sniff

TRACKS = [("infant", _("Infant (IMH-E®)")), ("early_childhood", _("Early childhood (ECMH-E®)"))]
CURRENCIES = ["USD", "AUD", "EUR", "CAD", "GBP", "NZD"]
LARGEST_SIDE = 6000


def _zones() -> list[tuple[str, str]]:
    """Zones of places; the technical ones ("Etc/GMT+5") mislead people."""
    areas = ("America/", "Australia/", "Europe/", "Pacific/", "Africa/", "Asia/", "Atlantic/")
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones()) if name.startswith(areas)]


class PictureField(forms.FileField):
    """A PNG or JPEG by its bytes, of a size that can be printed. ``cleaned.image_format`` is what it is."""

    widget = forms.FileInput(attrs={"accept": "image/png,image/jpeg"})

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        if not upload or upload == initial:
            return upload
        try:
            sniffed = sniff(upload)
        except BadFile as bad:
            raise forms.ValidationError(str(bad)) from bad
        if sniffed.mime == "application/pdf":
            raise forms.ValidationError(_("This is a PDF. Please choose a picture: PNG or JPEG."))
        try:
            with Image.open(upload) as picture:
                size, upload.image_format = picture.size, picture.format
                picture.verify()
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as broken:
            raise forms.ValidationError(
                _("This picture is damaged. Please save it anew and choose it again.")
            ) from broken
        if max(size) > LARGEST_SIDE:
            raise forms.ValidationError(_("This picture is too large. At most 6000 pixels a side, please."))
        return upload


class PaperField(forms.FileField):
    """A PDF, PNG or JPEG by its bytes. ``cleaned.extension`` is what it is."""

    widget = forms.FileInput(attrs={"accept": "application/pdf,image/png,image/jpeg"})

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        if not upload or upload == initial:
            return upload
        try:
            upload.extension = sniff(upload).extension
        except BadFile as bad:
            raise forms.ValidationError(str(bad)) from bad
        return upload


class PictureForm(forms.ModelForm):
    """A form with one picture or paper, named by ``PICTURE``; where there is one already it can be taken away."""

    PICTURE = ""
    AWAY = _("Take the picture away")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if getattr(self.instance, self.PICTURE):
            self.fields["away"] = forms.BooleanField(label=self.AWAY, required=False)

    def picture(self):
        """As the actions take it: an upload, False to take it away, None to leave it."""
        if self.PICTURE in self.changed_data:
            return self.cleaned_data[self.PICTURE]
        return False if self.cleaned_data.get("away") else None

    def facts(self) -> dict:
        """The cleaned values without the picture."""
        return {name: value for name, value in self.cleaned_data.items() if name not in (self.PICTURE, "away")}


class SettingsForm(PictureForm):
    """What an association's administrators may change."""

    PICTURE = "logo"

    about = TextField(
        label=_("Who we are"),
        required=False,
        help_text=_("Stands on the association's public page. A blank line between paragraphs."),
    )
    contact_name = LineField(label=_("Whom people may ask"), max_length=200, required=False)
    contact_email = forms.EmailField(
        label=_("Address for answers"),
        max_length=254,
        required=False,
        help_text=_("Answers to the portal's mails go here."),
    )
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https", max_length=200)
    accent = forms.CharField(
        label=_("Colour"),
        max_length=7,
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}\Z", _("Please write a colour as # and six digits: #1f5f5b."))],
        help_text=_("Of the public page and of certificates, such as #1f5f5b. White text must be easy to read on it."),
    )
    deputy = forms.ModelChoiceField(
        label=_("Deputy"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("None: Alliance staff step in"),
        help_text=_("Handles the applications of the association's own coordinators."),
    )
    logo = PictureField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG or JPEG, printed on certificates. No client or family records belong here."),
    )

    class Meta:
        model = Association
        fields = ["about", "contact_name", "contact_email", "website", "accent", "deputy", "logo"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["deputy"].queryset = holders(self.instance.pk, Role.COORDINATOR, Role.ADMINISTRATOR)
        else:
            del self.fields["deputy"]

    def clean_accent(self):
        """The public page writes white on this colour: refused where that fails WCAG 2.2 AA."""
        colour = self.cleaned_data["accent"]
        found = contrast_to_white(colour)
        if found < LEAST_CONTRAST:
            raise forms.ValidationError(
                _(
                    "White text on this colour cannot be read by everybody: its contrast is %(found)s to 1, and "
                    "%(least)s is the least (WCAG AA). Please choose a darker one."
                )
                % {"found": number_format(int(found * 10) / 10, 1), "least": number_format(LEAST_CONTRAST, 1)}
            )
        return colour


class AssociationForm(SettingsForm):
    """An association's facts, for Alliance staff."""

    name = LineField(label=_("Name"), max_length=200)
    abbreviation = LineField(label=_("Abbreviation"), max_length=40)
    region = LineField(label=_("State or region"), max_length=100)
    country = LineField(label=_("Country"), max_length=100)
    tracks = forms.MultipleChoiceField(label=_("Tracks"), choices=TRACKS, widget=forms.CheckboxSelectMultiple)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=_zones)
    language = forms.ChoiceField(label=_("Language of letters"), choices=settings.LETTER_LANGUAGES)
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])

    class Meta(SettingsForm.Meta):
        fields = [
            "name",
            "abbreviation",
            "member_status",
            "region",
            "country",
            "tracks",
            "time_zone",
            "language",
            "currency",
            *SettingsForm.Meta.fields,
        ]
        labels = {"member_status": _("In the Alliance")}


class DayInput(forms.DateInput):
    input_type = "date"


class LicenceForm(PictureForm):
    """A licence from a day to a day, with its paper."""

    PICTURE = "document"
    AWAY = _("Take the document away")

    note = LineField(label=_("Note"), max_length=200, required=False)
    document = PaperField(
        label=_("Document"),
        required=False,
        help_text=_("PDF, PNG or JPEG, as it was signed. Alliance staff and the association's administrators see it."),
    )

    class Meta:
        model = Licence
        fields = ["kind", "valid_from", "valid_until", "note", "document"]
        labels = {"kind": _("Licence for"), "valid_from": _("First day"), "valid_until": _("Last day")}
        help_texts = {
            "valid_from": _("Empty when nobody knows."),
            "valid_until": _("Leave it empty for no end date: the licence lasts until it is ended."),
        }
        widgets = {"valid_from": DayInput(format="%Y-%m-%d"), "valid_until": DayInput(format="%Y-%m-%d")}

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("valid_from"), cleaned.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("A licence cannot end before it begins."))
        return cleaned


class AffiliationForm(forms.ModelForm):
    """How an association stands to WAIMH, from a day on."""

    note = LineField(label=_("Note"), max_length=200, required=False)

    class Meta:
        model = Affiliation
        fields = ["status", "since", "note"]
        labels = {"status": _("The association is"), "since": _("Since")}
        help_texts = {"since": _("Empty when nobody knows.")}
        widgets = {"since": DayInput(format="%Y-%m-%d")}


class DateForm(forms.ModelForm):
    """A day on the association's public page."""

    on = DayField(label=_("Day"))
    title = LineField(label=_("What happens"), max_length=200)
    link = forms.URLField(label=_("Link"), required=False, assume_scheme="https", max_length=200)

    class Meta:
        model = CalendarDate
        fields = ["on", "title", "link"]


class SignatoryForm(PictureForm):
    """Who signs certificates."""

    PICTURE = "signature"

    name = LineField(label=_("Name"), max_length=200)
    title = LineField(label=_("Title"), max_length=200, help_text=_("As printed below the name."))
    signature = PictureField(
        label=_("Signature"),
        required=False,
        help_text=_("PNG with a transparent ground, or JPEG on white. No client or family records belong here."),
    )
    position = forms.IntegerField(label=_("Place"), min_value=0, max_value=9, initial=0, help_text=_("0 is leftmost."))

    class Meta:
        model = Signatory
        fields = ["name", "title", "signature", "position", "until"]
        labels = {"until": _("Signs until")}
        help_texts = {"until": _("Empty while they are in office.")}
        widgets = {"until": DayInput(format="%Y-%m-%d")}
