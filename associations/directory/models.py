from django.db import models
from django.utils.translation import gettext_lazy as _


class Association(models.Model):
    """One association that licenses the Competency Guidelines. Unknown facts stay empty."""

    class Status(models.TextChoices):
        MEMBER = "member", _("member of the Alliance")
        UNCONFIRMED = "unconfirmed", _("membership not confirmed")
        NOT_MEMBER = "not_member", _("not a member")
        FORMER = "former", _("former member")

    slug = models.SlugField(max_length=40, unique=True)
    abbreviation = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    region = models.CharField(max_length=100)
    country = models.CharField(max_length=100)
    website = models.URLField(blank=True)
    member_status = models.CharField(max_length=20, choices=Status.choices, default=Status.MEMBER)
    tracks = models.JSONField(default=list, blank=True)
    time_zone = models.CharField(max_length=40, default="America/New_York")
    language = models.CharField(max_length=5, default="en")
    currency = models.CharField(max_length=3, default="USD")
    category_names = models.JSONField(
        default=dict, blank=True, editable=False, help_text=_("Category key -> the association's own name for it.")
    )
    contact_name = models.CharField(max_length=200, blank=True)
    contact_email = models.EmailField(blank=True)
    about = models.TextField(blank=True)
    accent = models.CharField(max_length=7, default="#1f5f5b")
    logo = models.FileField(upload_to="logos", blank=True)
    deputy = models.ForeignKey(
        "accounts.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="deputy_of"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def name_of(self, category) -> str:
        """What the association calls a category: its own name for it, else the Alliance's."""
        return self.category_names.get(category.key, category.name)

    def offers(self, category) -> bool:
        """Whether the category belongs to a track the association offers; the add-on belongs to every track."""
        return category.track == "both" or category.track in (self.tracks or ["infant"])


class Licence(models.Model):
    """The right to use the Competency Guidelines or to award Endorsement. An unknown start or end is an open one."""

    class Kind(models.TextChoices):
        GUIDELINES = "guidelines", _("Competency Guidelines®")
        ENDORSEMENT = "endorsement", _("Endorsement®")

    association = models.ForeignKey(Association, on_delete=models.CASCADE, related_name="licences")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    document = models.FileField(upload_to="licences", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["association", "kind", "valid_from"], name="licence_once")]

    def __str__(self):
        return f"{self.association_id} {self.kind}"


class Affiliation(models.Model):
    """How an association stands to the World Association for Infant Mental Health, from a day on. Rows, so history."""

    class Status(models.TextChoices):
        YES = "yes", _("affiliate of WAIMH")
        APPLYING = "applying", _("applying to WAIMH")
        NO = "no", _("not an affiliate of WAIMH")

    association = models.ForeignKey(Association, on_delete=models.CASCADE, related_name="affiliations")
    status = models.CharField(max_length=10, choices=Status.choices)
    since = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        # A day that nobody knows lies before those that are known.
        ordering = [models.F("since").desc(nulls_last=True), "-pk"]
        constraints = [models.UniqueConstraint(fields=["association", "since"], name="affiliation_once")]

    def __str__(self):
        return f"{self.association_id} {self.status}"


class CalendarDate(models.Model):
    """A day that an association tells the public: a training, a deadline, a meeting."""

    association = models.ForeignKey(Association, on_delete=models.CASCADE, related_name="calendar_dates")
    on = models.DateField()
    title = models.CharField(max_length=200)
    link = models.URLField(blank=True)

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self):
        return self.title


class Signatory(models.Model):
    """Who signs the association's certificates."""

    association = models.ForeignKey(Association, on_delete=models.CASCADE, related_name="signatories")
    name = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    signature = models.FileField(upload_to="signatures", blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return self.name
