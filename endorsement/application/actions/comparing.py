"""An edition compared on real portfolios: asked for, and kept as the job found it."""

from collections import Counter

from django.db import transaction

from accounts.models import Person
from common import clock
from common.jobs.actions import enqueue, finishing
from common.jobs.models import Job
from common.workflow.engine import lock
from competencies.assessment.findings import UNMET
from competencies.editions.models import EditionDraft
from endorsement.application.comparing import OFFERED, Line, Outcome
from endorsement.application.models import ComparedApplication, EditionComparison

COMPARE = "endorsement.compare_editions"


def key_of(comparison: EditionComparison) -> str:
    """The key of the comparison's job."""
    return f"compare-editions:{comparison.pk}"


@transaction.atomic
def request_comparison(*, draft: EditionDraft, by: Person) -> EditionComparison:
    """Queues the comparison; one that is under way is returned instead."""
    locked = lock(draft)
    waiting = EditionComparison.objects.filter(draft=locked, state=EditionComparison.State.WAITING).first()
    if waiting:
        return waiting
    comparison = EditionComparison.objects.create(
        draft=locked,
        draft_version=locked.version,
        base_key=locked.base_key,
        requested_at=clock.now(),
        requested_by=by,
    )
    enqueue(COMPARE, key=key_of(comparison), args={"comparison": comparison.pk})
    return comparison


def store_comparison(*, job: Job, comparison: EditionComparison, version: int, outcome: Outcome) -> None:
    """Keeps the lines and their counts in the transaction that ends the job; ``version``: of the draft compared."""
    with finishing(job):
        ComparedApplication.objects.bulk_create(
            (
                ComparedApplication(
                    comparison=comparison,
                    application_id=line.application,
                    submitted=line.submitted,
                    judged_on=line.judged_on,
                    before=line.before,
                    after=line.after,
                    verdict_changes=line.before != line.after,
                    changes={key: list(pair) for key, pair in line.changes.items()},
                    requirements="|{}|".format("|".join(line.changes)),
                )
                for line in outcome.lines
            ),
            batch_size=500,
        )
        EditionComparison.objects.filter(pk=comparison.pk).update(
            state=EditionComparison.State.READY,
            ready_at=clock.now(),
            draft_version=version,
            unreadable=outcome.unreadable,
            summary={
                "drafts": _summary([line for line in outcome.lines if not line.submitted], outcome.drafts),
                "submitted": _summary([line for line in outcome.lines if line.submitted], outcome.submitted),
            },
        )


def _summary(lines: list[Line], compared: int) -> dict:
    better, worse = Counter(), Counter()
    for line in lines:
        for key, (before, after) in line.changes.items():
            if after == UNMET or (key == OFFERED and not after):
                worse[key] += 1
            elif before == UNMET or (key == OFFERED and not before):
                better[key] += 1
    return {
        "compared": compared,
        "verdicts": sum(line.before != line.after for line in lines),
        "gains": sum(line.after and not line.before for line in lines),
        "loses": sum(line.before and not line.after for line in lines),
        "requirements": {key: [better[key], worse[key]] for key in sorted({*better, *worse})},
    }


def fail_comparison(job: Job) -> None:
    """The worker gave up: staff may ask again."""
    waiting = EditionComparison.objects.filter(pk=job.args["comparison"], state=EditionComparison.State.WAITING)
    waiting.update(state=EditionComparison.State.FAILED)
