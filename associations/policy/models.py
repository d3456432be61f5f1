from django.db import models
from django.utils.translation import gettext_lazy as _

from associations.policy.enums import OverlayState
from competencies.assessment.facts import CATEGORIES_OF_KIND


class Policy(models.Model):
    """What an association has settled, from a date on. The row of the latest date not after the day is in force."""

    class RatingAccess(models.TextChoices):
        NEVER = "never", _("The applicant never sees a rating.")
        ON_REQUEST = "on_request", _("A request for access is answered by the coordinator.")
        UNLESS_WAIVED = "unless_waived", _("The applicant may see a rating unless they waived it.")

    class ReviewerStanding(models.TextChoices):
        ANY = "any", _("any reviewer of the association")
        ENDORSED = "endorsed", _("endorsed in any category")
        SAME_OR_HIGHER = "same_or_higher", _("endorsed in the same category or higher")

    class FeesHoldUp(models.TextChoices):
        NOTHING = "nothing", _("An unpaid fee holds nothing up.")
        SUBMISSION = "submission", _("An application is submitted once its registration fee is paid.")
        ASSIGNMENT = (
            "assignment",
            _("An application goes to reviewers once its registration and processing fees are paid."),
        )
        BOTH = (
            "both",
            _(
                "An application is submitted once its registration fee is paid, and goes to reviewers once its "
                "processing fee is paid too."
            ),
        )

    class Intake(models.TextChoices):
        ROLLING = "rolling", _("all year")
        DATES = "dates", _("by days that come every year")
        MONTHLY = "monthly", _("by a day of the week in each month, such as the first Friday")
        COHORT = "cohort", _("in a cohort: begun between two days, with so many places")

    class ReviewOrder(models.TextChoices):
        AT_ONCE = "at_once", _("at the same time")
        IN_TURN = "in_turn", _("one after the other")

    association = models.ForeignKey("associations.Association", on_delete=models.CASCADE, related_name="policies")
    valid_from = models.DateField()
    reviewers = models.PositiveSmallIntegerField(default=2)
    # Kinds of category for which one reviewer is enough, whatever ``reviewers`` says.
    one_reviewer_kinds = models.JSONField(default=list, blank=True)
    review_order = models.CharField(max_length=10, choices=ReviewOrder.choices, default=ReviewOrder.AT_ONCE)
    reviewer_standing = models.CharField(max_length=20, choices=ReviewerStanding.choices, default=ReviewerStanding.ANY)
    # Endorsing needs the recommendation of every reviewer; a decision may be put on hold.
    consensus = models.BooleanField(default=False)
    may_hold = models.BooleanField(default=True)
    review_days = models.PositiveSmallIntegerField(default=21)
    reference_link_days = models.PositiveSmallIntegerField(default=120)
    chaser_days = models.JSONField(default=list)
    rating_access = models.CharField(max_length=20, choices=RatingAccess.choices, default=RatingAccess.NEVER)
    concurrent_applications = models.BooleanField(default=True)
    cycle_years = models.PositiveSmallIntegerField(default=3)
    cycle_ends = models.DateField(null=True, blank=True)
    fees_hold_up = models.CharField(max_length=20, choices=FeesHoldUp.choices, default=FeesHoldUp.NOTHING)
    # Days after which an unpaid renewal fee owes the late fee too; empty: never by itself.
    late_fee_days = models.PositiveSmallIntegerField(null=True, blank=True)
    intake = models.CharField(max_length=10, choices=Intake.choices, default=Intake.ROLLING)
    # Kinds of category that the intake is about; none: all of them.
    intake_kinds = models.JSONField(default=list, blank=True)
    # Month and day, such as "12-15".
    intake_days = models.JSONField(default=list, blank=True)
    # 1 to 4, and 5 for the last; Monday is 0; no month is every month: see ``intake``.
    intake_nth = models.PositiveSmallIntegerField(default=1)
    intake_weekday = models.PositiveSmallIntegerField(default=4)
    intake_months = models.JSONField(default=list, blank=True)
    # Days before each date in which submitting is open; empty: always.
    intake_window_days = models.PositiveSmallIntegerField(null=True, blank=True)
    cohort_from = models.DateField(null=True, blank=True)
    cohort_until = models.DateField(null=True, blank=True)
    cohort_places = models.PositiveSmallIntegerField(null=True, blank=True)
    # Days from starting an application to submitting it for the first time.
    lead_days = models.PositiveSmallIntegerField(default=0)
    # Days in which an application is submitted: for the first time, and again after it was returned or deferred. Empty:
    # there is no end.
    draft_days = models.PositiveSmallIntegerField(null=True, blank=True)
    answer_days = models.PositiveSmallIntegerField(null=True, blank=True)
    # Nobody for what was published before the portal.
    settled_by = models.ForeignKey(
        "accounts.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["association", "valid_from"], name="policy_once_a_day")]

    def __str__(self):
        return f"{self.association_id} from {self.valid_from}"

    @property
    def in_turn(self) -> bool:
        """Whether reviewers are asked one after the other."""
        return self.review_order == self.ReviewOrder.IN_TURN

    def reviewers_for(self, category: str) -> int:
        """How many reviewers an application for the category of that key has."""
        alone = any(category in CATEGORIES_OF_KIND[kind] for kind in self.one_reviewer_kinds)
        return 1 if alone else self.reviewers


class Overlay(models.Model):
    """A dated difference of one association from the Alliance's core: handed to the engine as data while in force.

    Those of `overlays.yaml` are part of the loaded Standard and have no `proposed_at`; the others were proposed in the
    portal and approved by whoever is named. Names stay when a person is gone.
    """

    key = models.CharField(max_length=100, unique=True)
    association = models.ForeignKey("associations.Association", on_delete=models.CASCADE, related_name="overlays")
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    kinds = models.JSONField(default=list)
    requirement = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    source = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=12, choices=OverlayState.choices, default=OverlayState.IN_FORCE)
    reason = models.TextField(blank=True)
    proposed_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    proposed_name = models.CharField(max_length=200, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    approved_name = models.CharField(max_length=200, blank=True)
    approved_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["association", "state"], name="overlay_of")]

    def __str__(self):
        return self.key

    @classmethod
    def held(cls) -> models.QuerySet["Overlay"]:
        """Those that hold on their days: in force, or ended with a last day."""
        return cls.objects.filter(state__in=[OverlayState.IN_FORCE, OverlayState.ENDED])

    @property
    def is_shipped(self) -> bool:
        """Published by the association and part of the loaded Standard."""
        return self.proposed_at is None
