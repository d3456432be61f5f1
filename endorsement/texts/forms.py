from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from associations.directory.models import Association
from endorsement.texts.enums import LANGUAGES

ENDINGS = (".yaml", ".yml", ".csv")
MOST_BYTES = 2 * 1024 * 1024


class TextFileForm(forms.Form):
    """A file of texts, its language, and whether it is for one association only."""

    language = forms.ChoiceField(label=_("Language of the texts"), choices=LANGUAGES.items())
    association = forms.ModelChoiceField(
        label=_("For"),
        queryset=Association.objects.order_by("name"),
        to_field_name="slug",
        required=False,
        empty_label=_("all associations"),
        help_text=_("One association may have its own statements for raters and agreements, nothing else."),
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("YAML or CSV, UTF-8, up to 2 MB. It is checked first; nothing is shown before you publish it."),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty. Please choose it again.")},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(ENDINGS):
            raise forms.ValidationError(_("Choose a file whose name ends in .yaml, .yml or .csv."))
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("This file is %(size)s. The most we can take is %(limit)s.")
                % {"size": filesizeformat(file.size), "limit": filesizeformat(MOST_BYTES)}
            )
        return file
