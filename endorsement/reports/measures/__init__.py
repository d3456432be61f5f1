"""Every measure, once: the page, the files, the command and the mails ask here."""

from django.utils.translation import gettext_lazy as _

from endorsement.reports.measures import endorsements
from endorsement.reports.measures.base import Measure

GROUPS: tuple[tuple[str, tuple[Measure, ...]], ...] = ((_("Endorsement"), endorsements.MEASURES),)
MEASURES: dict[str, Measure] = {measure.key: measure for _title, group in GROUPS for measure in group}
