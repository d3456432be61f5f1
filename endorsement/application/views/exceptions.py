"""Personal exceptions: who handles an application proposes and signs one, the Alliance approves what falls below."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import person_required, require, staff_required
from associations.policy.forms import RefuseForm, RequirementForm
from associations.policy.presenters import story_rows
from common import clock
from common.audit.actions import note_access
from common.files.sniff import BadFile
from common.workflow.engine import MoveGone
from competencies.assessment.rules import REQUIREMENT_KEYS
from competencies.standard.queries import standard
from competencies.standard.statements import title_of
from endorsement.application import actions, queries
from endorsement.application.enums import ExceptionState
from endorsement.application.forms import ExceptionForm
from endorsement.application.models import PersonalException
from endorsement.application.permissions import may, may_approve_exception
from endorsement.application.presenters import exception_row
from endorsement.application.views.handling import handled
from endorsement.application.workflow import EXCEPTIONS, OPEN_STATES

PER_PAGE = 50


def _crumbs(application, *more):
    slug = application.association.slug
    return [
        (_("Applications"), reverse("application:queue", args=[slug])),
        (application.person.name, reverse("application:handle", args=[slug, application.code])),
        *more,
    ]


@require_safe
@staff_required
def waiting(request):
    """Every proposal that waits for the Alliance."""
    page = Paginator(queries.exceptions_to_approve(request.person), PER_PAGE).get_page(request.GET.get("page"))
    known = standard()
    context = {"page": page, "rows": [exception_row(known, row) for row in page]}
    return render(request, "endorsement/application/exceptions_waiting.html", context)


@require_safe
@person_required
def listing(request, slug, code):
    """Of one application, and the choice of the requirement for another."""
    application = handled(request, slug, code)
    known = standard()
    rows = application.exceptions.select_related("application__association", "application__category").order_by(
        "-signed_at", "-pk"
    )
    context = {
        "application": application,
        "rows": [exception_row(known, row) for row in rows],
        "form": RequirementForm(keys=REQUIREMENT_KEYS),
        "can_propose": application.state in OPEN_STATES,
        "crumbs": _crumbs(application, (_("Personal exceptions"),)),
    }
    return render(request, "endorsement/application/exceptions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def propose(request, slug, code):
    """The form that fits the requirement named in the address."""
    application = handled(request, slug, code)
    requirement = request.GET.get("requirement", REQUIREMENT_KEYS[0])
    if requirement not in REQUIREMENT_KEYS:
        raise Http404
    today = clock.today(application.association.time_zone)
    form = ExceptionForm(request.POST or None, request.FILES or None, requirement=requirement, initial={"since": today})
    if request.method == "POST" and form.is_valid() and (made := _proposed(request, application, form)):
        return redirect("application:exception", slug, made.code)
    listing_page = (_("Personal exceptions"), reverse("application:exceptions", args=[slug, code]))
    context = {"application": application, "form": form, "title": title_of(requirement)}
    context["crumbs"] = _crumbs(application, listing_page, (context["title"],))
    return render(request, "endorsement/application/propose_exception.html", context)


def _proposed(request, application, form) -> PersonalException | None:
    said = form.cleaned_data
    values = {"params": form.params(), "accepted": said["accepted"], "reason": said["reason"]}
    values |= {"valid_from": said["since"], "valid_until": said["until"]}
    try:
        return actions.propose_exception(
            application=application,
            requirement=form.requirement,
            values=values,
            signed_name=said["typed_name"],
            upload=said["file"],
            by=request.person,
        )
    except BadFile as problem:
        form.add_error("file", str(problem))
    except (actions.NotSaid, MoveGone) as sentence:
        form.add_error(None, str(sentence))
    return None


def _exception(request, slug, code) -> PersonalException:
    """The exception, if this person handles its application; 404 otherwise, for the applicant too."""
    rows = PersonalException.objects.filter(application__association__slug=slug)
    found = get_object_or_404(rows.select_related("application"), code=code)
    found.application = get_object_or_404(queries.handled_by(request.person), pk=found.application_id)
    return found


@require_safe
@person_required
def exception(request, slug, code):
    return _page(request, _exception(request, slug, code), RefuseForm())


def _page(request, found, refuse_form):
    application, row = found.application, exception_row(standard(), found)
    waits = found.state == ExceptionState.PROPOSED
    listing_page = (
        _("Personal exceptions"),
        reverse("application:exceptions", args=[application.association.slug, application.code]),
    )
    context = {
        "application": application,
        "row": row,
        "exception": found,
        "waits": waits,
        "may_end": found.state == ExceptionState.IN_FORCE,
        "may_approve": waits and may_approve_exception(request.person, application, row.direction),
        "may_refuse": waits and may(request.person, "application.refuse_exception", application),
        "refuse_form": refuse_form,
        "story": story_rows(EXCEPTIONS, found, application.association.time_zone),
        "crumbs": _crumbs(application, listing_page, (row.title,)),
    }
    return render(request, "endorsement/application/exception.html", context)


@require_safe
@never_cache
@person_required
def file(request, slug, code):
    """What was sent with it, as a download; each look is logged."""
    found = _exception(request, slug, code)
    require(found.file)
    note_access(by=request.person, action="download", about=f"exception:{found.code}", scope=slug)
    try:
        content = default_storage.open(found.file)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(content, as_attachment=True, filename=found.file_name, content_type=found.file_mime)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@person_required
def approve(request, slug, code):
    words = _("In force: every assessment of this application applies it from now on.")
    return _done(request, _exception(request, slug, code), actions.approve_exception, words)


@require_POST
@person_required
def end(request, slug, code):
    return _done(request, _exception(request, slug, code), actions.end_exception, _("Ended: today is its last day."))


@require_POST
@person_required
def withdraw(request, slug, code):
    return _done(request, _exception(request, slug, code), actions.withdraw_exception, _("Withdrawn."))


@require_POST
@person_required
def refuse(request, slug, code):
    found = _exception(request, slug, code)
    require(may(request.person, "application.refuse_exception", found.application))
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    return _done(request, found, actions.refuse_exception, _("Refused."), reason=form.cleaned_data["reason"])


def _done(request, found, action, words, **more):
    try:
        action(exception=found, by=request.person, **more)
    except (actions.NotSaid, MoveGone) as sentence:
        messages.warning(request, str(sentence))
    else:
        messages.success(request, words)
    return redirect("application:exception", found.application.association.slug, found.code)
