from django.utils.translation import gettext_lazy as _

LANGUAGES = {"en": _("English"), "es": _("Spanish")}
"""In which the licence holder publishes."""

SECTION_LABELS = {
    "category_names": _("Names of categories"),
    "competency_titles": _("Titles of competencies"),
    "competency_texts": _("Full texts of competencies"),
    "reference_items": _("Statements for raters"),
    "code_of_ethics": _("Code of Ethics"),
    "endorsement_agreement": _("Endorsement Agreement"),
}
