from django.db import models
from django.utils.translation import gettext_lazy as _


class TextVersion(models.Model):
    """One published version of one section of the licence holder's texts in one language; never changed.

    `texts` is key of category or competency -> text. The newest version of a section is what pages show.
    """

    class Section(models.TextChoices):
        CATEGORY_NAMES = "category_names", _("Names of categories")
        COMPETENCY_TITLES = "competency_titles", _("Titles of competencies")
        COMPETENCY_TEXTS = "competency_texts", _("Full texts of competencies")

    section = models.CharField(max_length=20, choices=Section.choices)
    language = models.CharField(max_length=8)
    version = models.PositiveIntegerField()
    texts = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["section", "language", "version"], name="text_version")]

    def __str__(self):
        return f"{self.section} {self.language} {self.version}"
