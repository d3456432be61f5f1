from django.db import models

from common.drafts.models import Versioned
from common.ids import new_code
from endorsement.references.enums import Overall, ReferenceState


class Reference(models.Model):
    """One rater asked by one person, for one kind of category at one association. Replaced ones stay as history."""

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="references")
    association = models.ForeignKey("associations.Association", on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey("competencies.Category", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    position = models.PositiveSmallIntegerField(default=1)
    rater_name = models.CharField(max_length=200)
    rater_email = models.EmailField()
    rater = models.ForeignKey(
        "accounts.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="references_given"
    )
    roles = models.JSONField(default=list)
    endorsed = models.BooleanField(default=False)
    vetted_at = models.DateTimeField(null=True, blank=True)
    vetted_by = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    waived_access = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=ReferenceState.choices, default=ReferenceState.ASKED)
    state_since = models.DateTimeField()
    expires_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    completed_on = models.DateField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        indexes = [
            models.Index(fields=["state", "asked_at"], name="reference_chase"),
            models.Index(fields=["person", "association", "category"], name="reference_case"),
        ]

    def __str__(self):
        return self.code

    @property
    def category_name(self) -> str:
        """What the association calls the category."""
        return self.association.name_of(self.category)


class ReferenceLink(models.Model):
    """One address of the rating form, sent to a rater. Every mail carries a new one, since only hashes are kept.

    All links of a reference work until it is done or expired; those sent to a wrong address are ended.
    """

    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["reference", "-sent_at"], name="referencelink_newest")]

    def __str__(self):
        return f"link {self.pk} of {self.reference_id}"


class RatingItemSet(models.Model):
    """The statements a rater answers, in versions by language; of one association or of all (none).

    Version 0 of all is the portal's placeholders, made a row when the first rater answers them.
    """

    association = models.ForeignKey(
        "associations.Association", null=True, blank=True, on_delete=models.CASCADE, related_name="rating_item_sets"
    )
    language = models.CharField(max_length=8, default="en")
    version = models.PositiveIntegerField()
    items = models.JSONField(default=list)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "language", "version"], name="rating_items_version"),
            models.UniqueConstraint(
                fields=["language", "version"],
                condition=models.Q(association__isnull=True),
                name="default_items_version",
            ),
        ]

    def __str__(self):
        return f"{self.association_id} {self.version}"

    @property
    def is_placeholder(self) -> bool:
        """Statements without wording, until a licensed association or the Alliance loads theirs."""
        return self.association_id is None and self.version == 0


class Rating(Versioned):
    """What a rater answers. ``answers``: item key -> scale key; saved as typed, sent once."""

    reference = models.OneToOneField(Reference, on_delete=models.CASCADE, related_name="rating")
    item_set = models.ForeignKey(RatingItemSet, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    comment = models.TextField(blank=True)
    known_since = models.CharField(max_length=200, blank=True)
    overall = models.CharField(max_length=20, choices=Overall.choices, blank=True)
    saved_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    def __str__(self):
        return f"rating of {self.reference_id}"
