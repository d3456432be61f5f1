from django.db import models
from django.utils.translation import gettext_lazy as _

from common.ids import new_code
from competencies.editions.enums import DraftState


class EditionDraft(models.Model):
    """An edition that Alliance staff prepare in the portal; published, it becomes an `Edition` with rows of its own.

    `requirements` is what the text of an edition says: kind of category -> requirement key -> parameters.
    `competencies` is kind -> competency -> asked or example; a kind without has those of the base. `base_key` is the
    edition it was copied from; `in_force_from` the first day planned. `version` counts the changes.
    """

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    key = models.CharField(max_length=16)
    base_key = models.CharField(max_length=16)
    requirements = models.JSONField(default=dict)
    competencies = models.JSONField(default=dict)
    in_force_from = models.DateField()
    grace_until = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=12, choices=DraftState.choices, default=DraftState.DRAFT)
    state_since = models.DateTimeField()
    begun_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("draft of an edition")
        verbose_name_plural = _("drafts of editions")
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=~models.Q(state=DraftState.DISCARDED), name="edition_draft_key_once"
            ),
        ]

    def __str__(self):
        return self.key
