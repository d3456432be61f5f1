"""The Standard as rows: categories, competencies, and what each edition asks.

The rows are written by `manage.py load_standard` from the texts beside this file, and by staff who publish an edition
in the portal. What a published edition says is frozen: the database refuses a change (migration 0003) unless an
`Amendment` of that edition is open.
"""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

ENGLISH = "en"


def active_language() -> str:
    """The language of the reader, without its region."""
    return (get_language() or ENGLISH).partition("-")[0]


def in_language(words: dict[str, str], fallback: str) -> str:
    """Of texts by language, the active language's; without one the English text, without that `fallback`."""
    return words.get(active_language()) or words.get(ENGLISH) or fallback


def preference(language: str) -> int:
    """Orders texts for the reader: 2 their language, 1 English, 0 any other."""
    return 2 if language == active_language() else int(language == ENGLISH)


class Category(models.Model):
    """What one can be endorsed as, for one track; the add-on ERS stands for both."""

    class Track(models.TextChoices):
        INFANT = "infant", _("birth to 36 months")
        EARLY_CHILDHOOD = "early_childhood", _("3 up to 6 years")
        BOTH = "both", _("either age group")

    key = models.CharField(max_length=16, unique=True)
    slug = models.SlugField(max_length=20, unique=True)
    kind = models.CharField(max_length=12, help_text=_("What both tracks share, e.g. FS for IFS and ECFS."))
    track = models.CharField(max_length=16, choices=Track.choices)
    english_name = models.CharField(max_length=120)
    names = models.JSONField(default=dict, help_text=_("By language, as the licence holder published them."))
    suffix = models.CharField(max_length=16, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    def __str__(self):
        return self.key

    @property
    def name(self) -> str:
        """The published name in the active language, else the shipped English one."""
        return in_language(self.names, self.english_name)


class Competency(models.Model):
    """One competency of the Competency Guidelines by its short title; what the licence holder publishes is by language.

    `titles` and `texts` (full text) are empty until then: the texts are copyrighted and not part of the portal.
    """

    key = models.CharField(max_length=160, unique=True)
    area = models.CharField(max_length=120)
    english_title = models.CharField(max_length=200)
    titles = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        verbose_name = _("competency")
        verbose_name_plural = _("competencies")

    def __str__(self):
        return self.english_title

    @property
    def title(self) -> str:
        """The published title in the active language, else the shipped English short title."""
        return in_language(self.titles, self.english_title)

    @property
    def title_language(self) -> str:
        """The language that ``title`` is in; the shipped short titles and the names of the areas are English."""
        return active_language() if active_language() in self.titles else ENGLISH

    @property
    def full_text(self) -> str:
        """The published text in the active language, else in English; empty until the licence holder loads one."""
        return in_language(self.texts, "")


class Edition(models.Model):
    """One version of the Standard; `in_force_until` is its last day, empty while it is open.

    `grace_until`: up to this day, what was begun before the edition may still be judged by the one before it.
    `published_at` is empty while its rows are being written; from then on they are frozen.
    """

    class Source(models.TextChoices):
        TEXT = "text", _("a text file")
        PORTAL = "portal", _("published in the portal")

    key = models.CharField(max_length=16, unique=True)
    in_force_from = models.DateField()
    in_force_until = models.DateField(null=True, blank=True)
    grace_until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.TEXT)
    text_sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["in_force_from"]
        verbose_name = _("edition")
        verbose_name_plural = _("editions")

    def __str__(self):
        return self.key


class Requirement(models.Model):
    """What an edition asks of one category; `kind` is a requirement key, `params` its numbers."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="requirements")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="requirements")
    kind = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    params = models.JSONField(default=dict)

    class Meta:
        ordering = ["position"]
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        constraints = [
            models.UniqueConstraint(fields=["edition", "category", "kind"], name="requirement_once_per_category"),
        ]

    def __str__(self):
        return self.kind


class EditionCompetency(models.Model):
    """Which competencies an edition asks of a category, and whether that area's list is complete."""

    class Standing(models.TextChoices):
        ASKED = "asked", _("asked")
        EXAMPLE = "example", _("example")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="asked_competencies")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="asked_competencies")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="asked_by")
    standing = models.CharField(max_length=8, choices=Standing.choices)

    class Meta:
        ordering = ["competency__position"]
        verbose_name = _("competency asked")
        verbose_name_plural = _("competencies asked")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "category", "competency"], name="competency_once_per_edition_and_category"
            ),
        ]

    def __str__(self):
        return self.standing


class Amendment(models.Model):
    """A deliberate change of what a published edition says: while it is open, the database lets the rows change.

    It opens and closes within one transaction (`actions.amending`), so nobody else ever sees it open. The row stays as
    the trace and is itself never changed or deleted. No foreign keys: the edition may be what was taken away.
    """

    edition_key = models.CharField(max_length=16, db_index=True)
    reason = models.TextField()
    changes = models.JSONField(default=list)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        constraints = [
            models.UniqueConstraint(
                fields=["edition_key"], condition=models.Q(closed_at=None), name="amendment_open_once"
            ),
        ]

    def __str__(self):
        return f"{self.edition_key}: {self.reason}"


class ProviderRule(models.Model):
    """Whose RSC counts, by the day it was received; both days included, empty is open.

    `applies_to` and `providers` are lists of category kinds; `providers` may name the add-on ERS.
    """

    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    applies_to = models.JSONField(default=list)
    providers = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(unique=True)

    class Meta:
        ordering = ["position"]
        verbose_name = _("provider rule")
        verbose_name_plural = _("provider rules")

    def __str__(self):
        return ", ".join(self.applies_to)


class RenewalEdition(models.Model):
    """One version of what renewals ask, in force between two days like an `Edition`, and frozen like one.

    The key of its amendments is `renewal-` and its key.
    """

    key = models.CharField(max_length=8, unique=True)
    in_force_from = models.DateField()
    in_force_until = models.DateField(null=True, blank=True)
    text_sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["in_force_from"]
        verbose_name = _("edition of renewals")
        verbose_name_plural = _("editions of renewals")

    def __str__(self):
        return self.key


class RenewalRule(models.Model):
    """One line of what a regime asks: a requirement key with its parameters, and the conditions under which it holds.

    `months` is the length of the regime's cycle; `conditions` are those of `renewals.RenewalLine`, days as ISO text.
    """

    edition = models.ForeignKey(RenewalEdition, on_delete=models.CASCADE, related_name="rules")
    regime = models.CharField(max_length=12)
    position = models.PositiveSmallIntegerField()
    months = models.PositiveSmallIntegerField()
    requirement = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    conditions = models.JSONField(default=dict)

    class Meta:
        ordering = ["edition__in_force_from", "regime", "position"]
        verbose_name = _("rule of renewals")
        verbose_name_plural = _("rules of renewals")
        constraints = [
            models.UniqueConstraint(fields=["edition", "regime", "position"], name="renewal_rule_once"),
        ]

    def __str__(self):
        return f"{self.regime} {self.requirement}"


class StandardLoad(models.Model):
    """One load that changed something; the newest tells every process which rules to keep in memory."""

    loaded_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64, help_text=_("Of all texts loaded, in order."))

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("load of the Standard")
        verbose_name_plural = _("loads of the Standard")

    def __str__(self):
        return self.sha256[:12]
