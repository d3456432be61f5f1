"""What applicants do: start, sign, submit, withdraw."""

from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Person
from associations.directory.models import Association
from associations.directory.permissions import Act, refusal
from associations.fees import holding
from associations.fees.actions import owe
from associations.fees.enums import FeeKind
from associations.people.actions import grant_role
from associations.people.enums import Role
from associations.policy.intake import concerns
from associations.policy.models import Policy
from associations.policy.queries import policy_on
from common import clock
from common.workflow.engine import MoveGone, lock, move
from common.workflow.models import StatusChange
from competencies.standard.models import Category
from competencies.standard.queries import NotOffered, standard
from endorsement.application import hooks, notifications
from endorsement.application.agreements import words_for
from endorsement.application.assessment import judge
from endorsement.application.enums import ApplicationState
from endorsement.application.freezing import digest, frozen_assessment
from endorsement.application.models import Agreement, Application, Comment, EditionChoice, Snapshot
from endorsement.application.pinning import FLOATING, edition_of
from endorsement.application.queries import newest_snapshot, offered_by, open_application, unpaid_before
from endorsement.application.timing import start_closed, submission
from endorsement.application.workflow import EDITABLE_STATES, MACHINE, OPEN_STATES


class NotSaid(ValueError):
    """What was asked for cannot be done; ``str()`` is the sentence that says why."""


class NotReady(Exception):
    """The gate is closed: ``judged`` has the findings that say what is missing."""

    def __init__(self, judged):
        self.judged = judged
        super().__init__("not eligible")


@transaction.atomic
def start(*, association: Association, category: Category, by: Person) -> Application:
    """Begins an application; the one already open for this association and category is returned instead.

    Raises NotSaid when the association has no licence or does not offer the category today, when its cohort is not open
    or has no place left, or its policy takes one application at a time and another is open.
    """
    # The person's row orders two clicks at once.
    Person.objects.select_for_update(of=("self",)).get(pk=by.pk)
    if existing := open_application(by, association, category):
        return existing
    today = clock.today(association.time_zone)
    if refused := refusal(Act.APPLY, association, today):
        raise NotSaid(refused)
    if category.pk not in {one.pk for one in offered_by(association, today)}:
        raise NotSaid(
            _("%(association)s does not offer %(category)s at the moment.")
            % {"association": association.name, "category": association.name_of(category)}
        )
    policy = policy_on(association, today)
    if concerns(policy, category.key):
        if policy.intake == Policy.Intake.COHORT:
            # The association's row orders those who take the last place.
            Association.objects.select_for_update(of=("self",)).get(pk=association.pk)
        if closed := start_closed(association, policy, today):
            raise NotSaid(closed)
    others = Application.objects.filter(person=by, association=association, state__in=OPEN_STATES)
    if not policy.concurrent_applications and others.exists():
        raise NotSaid(
            _("%(association)s takes one application at a time. Finish or withdraw the open one first.")
            % {"association": association.name}
        )
    moment = clock.now()
    application = Application.objects.create(
        person=by,
        association=association,
        category=category,
        state_since=moment,
        started_at=moment,
        is_sample=by.is_sample,
    )
    # The association's people see who applies, and can note the membership that the Standard asks for.
    grant_role(person=by, role=Role.APPLICANT, association=association, by=None, tell=False)
    StatusChange.objects.create(
        machine=MACHINE.name,
        object_id=application.pk,
        transition="start",
        source="",
        target=ApplicationState.DRAFT,
        by_id=by.pk,
        by_name=by.name,
        at=moment,
    )
    _owe(application, FeeKind.REGISTRATION, today)
    return application


def _owe(application: Application, kind: FeeKind, day) -> None:
    """What the association asks for this step is owed once for the application."""
    owe(
        person=application.person,
        association=application.association,
        kind=kind,
        category=application.category,
        origin=f"application:{application.pk}:{kind.value}",
        day=day,
    )


@transaction.atomic
def sign(*, application: Application, kind: str, typed_name: str, version: str, by: Person) -> Agreement:
    """Signs one agreement: keeps the text as it was read, its version, the name typed and the time.

    Signed already: the first signature is returned. Raises NotSaid when ``version`` is not the text shown now, and
    MoveGone when the application is no longer with the applicant.
    """
    locked = lock(application)
    if known := Agreement.objects.filter(application=locked, kind=kind).first():
        return known
    if locked.state not in EDITABLE_STATES:
        raise MoveGone(MACHINE, "submit", locked.state)
    words = next((one for one in words_for(application.association) if one.kind == kind), None)
    if words is None or words.version != version:
        raise NotSaid(_("This text has changed since you opened the page. Please read it again before you sign."))
    return Agreement.objects.create(
        application=locked,
        kind=kind,
        text_version=words.version,
        text=words.text,
        typed_name=typed_name.strip(),
        signed_at=clock.now(),
    )


@transaction.atomic
def submit(*, application: Application, by: Person) -> Snapshot:
    """Freezes the portfolio with its assessment and hands the application to the coordinator.

    The gate is ``judge``: the same findings that the dashboard shows. Raises NotReady with them while anything is
    unmet, NotSaid when the category can no longer be applied for or the policy asks to wait for a fee or a day, and
    MoveGone when the application is not with the applicant.
    """
    locked = lock(application)
    if locked.state not in MACHINE.transitions["submit"].sources:
        raise MoveGone(MACHINE, "submit", locked.state)
    today = clock.today(application.association.time_zone)
    try:
        judged = judge(application, today)
    except NotOffered as sentence:
        raise NotSaid(sentence.for_people) from sentence
    if not judged.assessment.eligible:
        raise NotReady(judged)
    if closed := unpaid_before(locked, holding.SUBMISSION) or submission(application, today).closed:
        raise NotSaid(closed)
    with translation.override(application.association.language):
        # Reviewers read these sentences: not in the language of whoever submitted.
        assessment = frozen_assessment(judged.assessment)
    moment = clock.now()
    last = Snapshot.objects.filter(application=locked).aggregate(last=Max("number"))["last"]
    snapshot = Snapshot.objects.create(
        application=locked,
        number=(last or 0) + 1,
        edition=judged.edition,
        judged_on=today,
        document=judged.document,
        extras=judged.extras,
        assessment=assessment,
        sha256=digest(document=judged.document, extras=judged.extras, assessment=assessment),
        submitted_at=moment,
    )
    move(MACHINE, application, "submit", by=by, submitted_at=moment)
    Comment.objects.filter(application=locked, by_applicant=False, resolved_at__isnull=True).update(resolved_at=moment)
    _owe(application, FeeKind.PROCESSING, today)
    notifications.receipt(application, snapshot)
    notifications.submitted(application, snapshot)
    return snapshot


@transaction.atomic
def withdraw(*, application: Application, by: Person, reason: str = "") -> Application:
    """Closes the application at the applicant's wish; open reviews end. Raises MoveGone when it is closed already."""
    reached_others = newest_snapshot(application) is not None
    locked = move(MACHINE, application, "withdraw", by=by, reason=reason.strip())
    for tell in hooks.withdrawn:
        tell(locked, by)
    notifications.withdrawn(application, tell_coordinators=reached_others)
    return locked


@transaction.atomic
def choose_edition(*, application: Application, edition: str, by: Person) -> EditionChoice:
    """The applicant has the new edition rather than the one their grace keeps; the second click changes nothing.

    Raises NotSaid when the application is with somebody else, or has no grace from that edition today.
    """
    locked = lock(application)
    known = standard()
    today = clock.today(application.association.time_zone)
    kept = edition_of(application, today, known)
    newer = known.next_after(kept) if kept and locked.state in FLOATING else None
    chosen = EditionChoice.objects.filter(application=locked, edition=edition).first()
    if chosen:
        return chosen
    if newer is None or newer.key != edition:
        raise NotSaid(_("There is no choice of editions for this application now."))
    return EditionChoice.objects.create(application=locked, edition=edition, chosen_at=clock.now())
