"""What a policy to come would do to what is under way: for the preview before it is settled."""

import datetime
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from associations.directory.models import Association
from associations.people.enums import Role
from associations.people.models import RoleGrant
from associations.people.queries import holders
from associations.policy.models import Policy
from associations.settling.actions import PARTS
from endorsement.application.enums import ApplicationState
from endorsement.application.models import Application
from endorsement.application.timing import lasts_until, places_taken
from endorsement.application.workflow import EDITABLE_STATES, OPEN_STATES
from endorsement.award.queries import endorsed_categories_on
from endorsement.references.enums import ReferenceState
from endorsement.references.models import Reference
from endorsement.references.workflow import CHASED
from endorsement.review.models import Assignment
from endorsement.review.workflow import OWED_STATES

INTAKE = tuple(name for name in PARTS["intake"] if name != "lead_days")


def of_policy(association: Association, before: Policy, after: Policy) -> list[str]:
    """Sentences about the association's running work, only of the settings that differ. A constant few queries."""
    sentences = []
    for names, say in SAY:
        if any(getattr(before, name) != getattr(after, name) for name in names):
            sentences += say(association, after)
    return sentences


def _applications(association, *states):
    return Application.objects.filter(association=association, state__in=states)


def _reviewers(association, after):
    running = _applications(association, ApplicationState.IN_REVIEW, ApplicationState.TO_DECIDE).count()
    waiting = _applications(association, ApplicationState.SUBMITTED).count()
    return [
        ngettext(
            "%(count)d application in review keeps the number and order of reviewers it began with.",
            "%(count)d applications in review keep the number and order of reviewers they began with.",
            running,
        )
        % {"count": running},
        ngettext(
            "%(count)d submitted application is not with reviewers yet; from that day on the new rule holds for it.",
            "%(count)d submitted applications are not with reviewers yet; from that day on the new rule holds.",
            waiting,
        )
        % {"count": waiting},
    ]


def _standing(association, after):
    people = [person.pk for person in holders(association.pk, Role.REVIEWER)]
    endorsed = sum(1 for held in endorsed_categories_on(people, after.valid_from).values() if held)
    return [
        _("%(endorsed)d of the association's %(all)d reviewers will hold an Endorsement on that day.")
        % {"endorsed": endorsed, "all": len(people)},
        _("Who was asked before keeps the review."),
    ]


def _review_days(association, after):
    owed = Assignment.objects.filter(cycle__application__association=association, state__in=OWED_STATES).count()
    return [
        ngettext(
            "%(count)d review already asked for keeps its due date.",
            "%(count)d reviews already asked for keep their due dates.",
            owed,
        )
        % {"count": owed}
    ]


def _waiting(association):
    return Reference.objects.filter(association=association, state__in=CHASED).count()


def _links(association, after):
    count = _waiting(association)
    return [
        ngettext(
            "%(count)d rater who has not answered keeps the link as it was sent.",
            "%(count)d raters who have not answered keep their links as they were sent.",
            count,
        )
        % {"count": count}
    ]


def _chasers(association, after):
    count = _waiting(association)
    return [
        ngettext(
            "%(count)d rater who has not answered is reminded by the new days.",
            "%(count)d raters who have not answered are reminded by the new days.",
            count,
        )
        % {"count": count}
    ]


def _access(association, after):
    count = Reference.objects.filter(association=association, state=ReferenceState.DONE).count()
    return [
        ngettext(
            "It also holds for %(count)d rating already given: raters wrote under what held then.",
            "It also holds for %(count)d ratings already given: raters wrote under what held then.",
            count,
        )
        % {"count": count}
    ]


def _concurrent(association, after):
    people = _applications(association, *OPEN_STATES).order_by().values("person").annotate(n=Count("pk"))
    count = people.filter(n__gt=1).count()
    return [
        ngettext(
            "%(count)d person has several open applications and may finish them.",
            "%(count)d people have several open applications and may finish them.",
            count,
        )
        % {"count": count}
    ]


def _lifetime(association, after):
    open_ones = _applications(association, *EDITABLE_STATES).select_related("association")
    ends = [lasts_until(application, after) for application in open_ones]
    over = sum(1 for day in ends if day and day < after.valid_from)
    return [
        ngettext(
            "%(count)d application would be past its time on that day: its applicant is told and has 14 more days.",
            "%(count)d applications would be past their time on that day: applicants are told and have 14 more days.",
            over,
        )
        % {"count": over}
    ]


def _cycle(association, after):
    count = _applications(association, *OPEN_STATES).count()
    return [
        _("Endorsements already awarded keep their last day."),
        ngettext(
            "%(count)d open application, endorsed from that day on, gets the new one.",
            "%(count)d open applications, endorsed from that day on, get the new one.",
            count,
        )
        % {"count": count},
    ]


def _fees(association, after):
    drafts = _applications(association, *EDITABLE_STATES).count()
    waiting = _applications(association, ApplicationState.SUBMITTED).count()
    return [
        ngettext(
            "It also holds for %(count)d application under way, and for %(waiting)d that waits for reviewers.",
            "It also holds for %(count)d applications under way, and for %(waiting)d that wait for reviewers.",
            drafts,
        )
        % {"count": drafts, "waiting": waiting}
    ]


def _decisions(association, after):
    waiting = _applications(association, ApplicationState.TO_DECIDE, ApplicationState.HELD).count()
    running = _applications(association, ApplicationState.IN_REVIEW).count()
    return [
        ngettext(
            "%(count)d application that waits for its decision and %(running)d in review are decided by the new rule.",
            "%(count)d applications that wait for a decision and %(running)d in review are decided by the new rule.",
            waiting,
        )
        % {"count": waiting, "running": running}
    ]


def _intake(association, after):
    drafts = _applications(association, *EDITABLE_STATES).count()
    waiting = _applications(association, ApplicationState.SUBMITTED).count()
    said = [
        ngettext(
            "%(count)d application that the applicant prepares or mends is submitted by the new dates.",
            "%(count)d applications that applicants prepare or mend are submitted by the new dates.",
            drafts,
        )
        % {"count": drafts},
        ngettext(
            "%(count)d application already submitted stays so.",
            "%(count)d applications already submitted stay so.",
            waiting,
        )
        % {"count": waiting},
    ]
    if after.intake == Policy.Intake.COHORT:
        taken = places_taken(association, after)
        said.append(
            ngettext(
                "%(count)d application begun on these days counts for the cohort.",
                "%(count)d applications begun on these days count for the cohort.",
                taken,
            )
            % {"count": taken}
        )
    return said


def _lead(association, after):
    ready = datetime.datetime.combine(after.valid_from, datetime.time(), ZoneInfo(association.time_zone))
    drafts = _applications(association, ApplicationState.DRAFT)
    young = drafts.filter(started_at__gte=ready - datetime.timedelta(days=after.lead_days)).count()
    return [
        ngettext(
            "%(count)d application in preparation could not be submitted on that day yet.",
            "%(count)d applications in preparation could not be submitted on that day yet.",
            young,
        )
        % {"count": young}
    ]


SAY = (
    (("reviewers", "one_reviewer_kinds", "review_order"), _reviewers),
    (("reviewer_standing",), _standing),
    (("review_days",), _review_days),
    (("draft_days", "answer_days"), _lifetime),
    (("reference_link_days",), _links),
    (("chaser_days",), _chasers),
    (("rating_access",), _access),
    (("consensus", "may_hold"), _decisions),
    (INTAKE, _intake),
    (("lead_days",), _lead),
    (("concurrent_applications",), _concurrent),
    (("cycle_years", "cycle_ends"), _cycle),
    (("fees_hold_up",), _fees),
)


def of_ending(grant: RoleGrant) -> list[str]:
    """The reviews that are handed back when a reviewer's role ends. Registered with ``people.hooks.open_work``."""
    if grant.role != Role.REVIEWER:
        return []
    owed = Assignment.objects.filter(
        reviewer_id=grant.person_id, state__in=OWED_STATES, cycle__application__association_id=grant.association_id
    ).count()
    words = ngettext(
        "%(count)s review they have not signed is handed back; the coordinator assigns somebody else.",
        "%(count)s reviews they have not signed are handed back; the coordinator assigns somebody else.",
        owed,
    )
    return [words % {"count": owed}] if owed else []
