"""Every measure, once: the page, the files, the command and the mails ask here."""

from django.utils.translation import gettext_lazy as _

from endorsement.reports.measures import applications, endorsements, teaching, work
from endorsement.reports.measures.base import Measure

GROUPS: tuple[tuple[str, tuple[Measure, ...]], ...] = (
    (_("Endorsement"), endorsements.MEASURES),
    (_("Applications"), applications.MEASURES),
    (_("Those who do the work"), work.MEASURES),
    (_("Teaching and telling"), teaching.MEASURES),
    (_("Money"), work.MONEY),
)
MEASURES: dict[str, Measure] = {measure.key: measure for _title, group in GROUPS for measure in group}
