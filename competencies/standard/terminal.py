"""An assessment as text for a terminal: what is missing first, each line within its width.

What is said of several entries is said once, after all of them.
"""

import shutil
import textwrap
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competencies.assessment.findings import MET, REVIEW, UNMET, Assessment, Finding
from competencies.standard import wording

MOST_COLUMNS = 100
"""Longer lines are tiring to read, however wide the terminal."""


def text_of(assessment: Assessment) -> str:
    """The whole assessment; the requirements not met yet come first, those met last and in one line each."""
    width = min(shutil.get_terminal_size().columns, MOST_COLUMNS)
    parts = [_heading(assessment)]
    for status in (UNMET, REVIEW, MET):
        for finding in assessment.findings:
            if finding.status == status:
                parts.append("\n".join(_lines(finding, width)))
    return "\n\n".join(parts)


def _heading(assessment: Assessment) -> str:
    unmet = sum(finding.status == UNMET for finding in assessment.findings)
    heading = _("%(category)s, %(association)s, on %(day)s, edition %(edition)s: %(outcome)s") % {
        "category": assessment.category,
        "association": assessment.association,
        "day": assessment.on.isoformat(),
        "edition": assessment.edition,
        "outcome": _("eligible") if assessment.eligible else _("not eligible"),
    }
    if not unmet:
        return heading
    missing = ngettext("%(count)s requirement is not met yet.", "%(count)s requirements are not met yet.", unmet)
    return f"{heading}\n{missing % {'count': unmet}}"


def _lines(finding: Finding, width: int) -> Iterator[str]:
    yield f"[{wording.status_label(finding.status)}] {wording.title(finding.requirement)}"
    sentences = f"{wording.finding_sentence(finding)} {wording.next_step(finding)}".rstrip()
    yield textwrap.fill(sentences, width, initial_indent="    ", subsequent_indent="    ")
    entries: dict[str, list[str]] = {}
    for reason in finding.reasons:
        entries.setdefault(wording.reason_sentence(finding, reason), []).extend([reason.entry] if reason.entry else [])
    for sentence, named in entries.items():
        said = f"- {', '.join(named)}: {sentence}" if named else f"- {sentence}"
        yield textwrap.fill(said, width, initial_indent="    ", subsequent_indent="      ", break_long_words=False)
