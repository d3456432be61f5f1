"""The forms that take a file."""

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from endorsement.portfolio.fields import Pick
from endorsement.portfolio.models import Document


class UploadForm(forms.Form):
    """One file for one entry; the bytes are checked by the action that stores them."""

    file = forms.FileField(
        label=_l("Choose a file"), error_messages={"required": _l("Please choose a file first.")}, max_length=None
    )
    document_kind = Pick(choices=Document.Kind.choices, required=True)


class ImportForm(forms.Form):
    """A portfolio document."""

    file = forms.FileField(
        label=_l("Choose the document"),
        error_messages={
            "required": _l("Please choose a file first."),
            "empty": _l("This file is empty. Please choose it again."),
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError(
                _("This file is %(size)s. The most we can take is %(limit)s.")
                % {"size": filesizeformat(file.size), "limit": filesizeformat(settings.UPLOAD_MAX_BYTES)}
            )
        return file
