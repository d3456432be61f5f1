"""The app that says what the Standard is."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CompetenciesConfig(AppConfig):
    name = "competencies"
    label = "competencies"
    verbose_name = _("The Standard")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from auditlog.registry import auditlog

        from competencies.editions.models import EditionDraft
        from competencies.standard.models import Amendment, Edition, RenewalEdition

        for model in (Edition, EditionDraft, Amendment, RenewalEdition):
            auditlog.register(model)
