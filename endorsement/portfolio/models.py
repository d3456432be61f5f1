"""A person's evidence, entered once, cited by any application or renewal."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.drafts.models import Versioned
from common.ids import new_code
from endorsement.portfolio.enums import About, AgeBand, Format, LeadershipKind, Level, LicenceKind, Nature, Topic


class Entry(Versioned):
    """What all entries share. A removed entry stays as a row and can be brought back.

    Every field may be empty while it is a draft: an entry is saved as typed and becomes evidence when complete
    (``competencies/assessment`` never sees an incomplete one). ``typed`` keeps what no column can hold, such as
    "12 hours" in ``hours``, so that it is there after a reload. ``saved_in`` names the opened page that saved last:
    a save whose answer was lost on the way may be sent again by that page and is no conflict.
    """

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="%(class)s_entries")
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    complete = models.BooleanField(default=False)
    typed = models.JSONField(default=dict, blank=True)
    saved_in = models.CharField(max_length=12, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self):
        return self.code

    @property
    def verified(self) -> bool:
        """Whether somebody else vouches for its facts, so that its person cannot change them, only take it out."""
        return False

    @property
    def day(self):
        """The day by which entries of this kind are put in order, None while it is not known."""
        return getattr(self, self.DAY)


class Education(Entry):
    KIND, DAY = "education", "awarded_on"

    level = models.CharField(_("level"), max_length=20, choices=Level.choices, blank=True)
    field = models.CharField(_("field of study"), max_length=200, blank=True)
    institution = models.CharField(_("school or university"), max_length=200, blank=True)
    related = models.BooleanField(_("related to infants, young children or families"), default=False)
    awarded_on = models.DateField(_("awarded on"), null=True, blank=True)
    competencies = models.ManyToManyField("competencies.Competency", blank=True)


class Licence(Entry):
    """A licence of the person to practise; Endorsement is none."""

    KIND, DAY = "licences", "issued_on"

    licence_kind = models.CharField(
        _("kind"), max_length=20, choices=LicenceKind.choices, default=LicenceKind.MENTAL_HEALTH
    )
    name = models.CharField(_("what it is called"), max_length=200, blank=True)
    region = models.CharField(_("state, province or country"), max_length=200, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    expires_on = models.DateField(_("valid until"), null=True, blank=True)


class Work(Entry):
    KIND, DAY = "work", "started_on"

    title = models.CharField(_("your role"), max_length=200, blank=True)
    employer = models.CharField(_("employer or organisation"), max_length=200, blank=True)
    supervisor_name = models.CharField(_("your supervisor's name"), max_length=200, blank=True)
    started_on = models.DateField(_("from"), null=True, blank=True)
    ended_on = models.DateField(_("until (empty while you work there)"), null=True, blank=True)
    paid = models.BooleanField(_("paid"), default=False)
    supervised = models.BooleanField(_("supervised"), default=False)
    specialised_training = models.BooleanField(_("it included specialised training"), default=False)
    age_bands = models.JSONField(_("ages served"), default=list, blank=True)
    families = models.PositiveIntegerField(_("families served"), null=True, blank=True)
    nature = models.CharField(_("nature of the work"), max_length=30, choices=Nature.choices, blank=True)
    internship = models.BooleanField(_("an internship"), default=False)
    internship_supervisor = models.ForeignKey(
        "accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="internships_supervised"
    )
    internship_supervisor_name = models.CharField(_("supervisor of the internship"), max_length=200, blank=True)

    AgeBand = AgeBand


class Training(Entry):
    KIND, DAY = "training", "held_on"

    title = models.CharField(_("title"), max_length=200, blank=True)
    provider = models.CharField(_("who gave it"), max_length=200, blank=True)
    held_on = models.DateField(_("date (the last day, if several)"), null=True, blank=True)
    hours = models.DecimalField(_("hours"), max_digits=7, decimal_places=2, null=True, blank=True)
    topic = models.CharField(_("topic"), max_length=20, choices=Topic.choices, default=Topic.IECMH)
    competencies = models.ManyToManyField("competencies.Competency", blank=True)
    # The place on an association's list that it came from: the association verified it. One entry for each topic.
    attended = models.ForeignKey(
        "associations.Attendee", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="entries"
    )

    class Meta(Entry.Meta):
        constraints = [models.UniqueConstraint(fields=["attended", "topic"], name="training_attended_once")]

    @property
    def verified(self) -> bool:
        return self.attended_id is not None


class Rsc(Entry):
    """Reflective supervision/consultation received from one provider over a period."""

    KIND, DAY = "rsc", "started_on"

    provider = models.ForeignKey(
        "accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="rsc_provided"
    )
    provider_name = models.CharField(_("provider's name"), max_length=200, blank=True)
    started_on = models.DateField(_("from"), null=True, blank=True)
    ended_on = models.DateField(_("until"), null=True, blank=True)
    hours = models.DecimalField(_("hours"), max_digits=7, decimal_places=2, null=True, blank=True)
    format = models.CharField(_("format"), max_length=12, choices=Format.choices, blank=True)
    about = models.CharField(_("about"), max_length=12, choices=About.choices, default=About.OWN_WORK)


class RscGiven(Entry):
    """Reflective supervision/consultation that the person gave to others over a period. Whom, no entry names."""

    KIND, DAY = "rsc_given", "started_on"

    setting = models.CharField(_("where you gave it"), max_length=200, blank=True)
    started_on = models.DateField(_("from"), null=True, blank=True)
    ended_on = models.DateField(_("until (empty while it goes on)"), null=True, blank=True)
    hours = models.DecimalField(_("hours"), max_digits=7, decimal_places=2, null=True, blank=True)


class Leadership(Entry):
    KIND, DAY = "leadership", "started_on"

    title = models.CharField(_("your role"), max_length=200, blank=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    leadership_kind = models.CharField(_("leadership in"), max_length=20, choices=LeadershipKind.choices, blank=True)
    started_on = models.DateField(_("from"), null=True, blank=True)
    ended_on = models.DateField(_("until (empty while it goes on)"), null=True, blank=True)


KINDS: dict[str, type[Entry]] = {
    model.KIND: model for model in (Education, Licence, Work, Training, Rsc, RscGiven, Leadership)
}
"""The kinds of entry as addresses and pages name them, in the order of the pages."""


class Document(models.Model):
    """One uploaded file: stored privately, at once, on its own. ``entry_code`` is the entry it belongs to, if any."""

    class Kind(models.TextChoices):
        TRANSCRIPT = "transcript", _("transcript")
        ATTENDANCE = "attendance", _("certificate of attendance")
        OTHER = "other", _("other")

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="documents")
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    entry_code = models.CharField(max_length=12, blank=True, db_index=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=200)
    file = models.CharField(max_length=200)
    mime = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return self.code


class WaimhMembership(models.Model):
    """A period in which the person says they belong to WAIMH. No association of the Alliance keeps that list, so it is
    the person's own word; what an association knows of its members is ``associations.people.models.Membership``."""

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="waimh_memberships")
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"), null=True, blank=True)
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ["started_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "started_on"], name="waimh_membership_once"),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__gte=models.F("started_on")),
                name="waimh_membership_ends_after_it_begins",
            ),
        ]

    def __str__(self):
        return self.code


class PortfolioImport(models.Model):
    """A portfolio document that its person uploaded and has not yet taken over. At most one each; gone after a day."""

    person = models.OneToOneField("accounts.Person", on_delete=models.CASCADE, related_name="portfolio_import")
    document = models.JSONField()
    uploaded_at = models.DateTimeField()

    def __str__(self):
        return str(self.person_id)
