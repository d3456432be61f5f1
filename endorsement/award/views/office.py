"""What the association's office and Alliance staff see and do: certificates, standing, wording."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import person_required, require
from associations.directory.models import Association
from common.audit.actions import note_access
from competencies.standard.models import Category
from endorsement.award import actions, queries
from endorsement.award.documents import WordingText, preview_facts, split_body, wording_of
from endorsement.award.forms import HolderSearchForm, NameForm, StandingForm, WordingForm
from endorsement.award.models import Certificate
from endorsement.award.permissions import may
from endorsement.award.presenters import certificate_shown, standing_shown, story
from endorsement.award.views.holder import specimen
from endorsement.award.workflow import MOVES, open_moves

PER_PAGE = 50
EVERYBODY = "all"
STATES = {"stopped": Certificate.State.STOPPED, "waiting": Certificate.State.WAITING}


def _association(request, slug, permission):
    association = get_object_or_404(Association, slug=slug)
    require(may(request.person, permission, association))
    return association


@require_safe
@person_required
def certificates(request, slug=None):
    """The newest certificate of each Endorsement, stopped ones on their own page; all associations for the Alliance."""
    if slug is None:
        association = None
        require(may(request.person, "award.list_all_certificates"))
    else:
        association = _association(request, slug, "award.list_certificates")
    state = request.GET.get("state")
    form = HolderSearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    everybody = state == EVERYBODY or bool(words)
    rows = queries.certificates_for(association)
    stopped = rows.filter(state=Certificate.State.STOPPED).count()
    if everybody:
        rows = queries.endorsements_for(association, words)
    elif state in STATES:
        rows = rows.filter(state=STATES[state])
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "association": association,
        "page": page,
        "form": form,
        "lead": _lead(association),
        "may_edit_wording": bool(association) and may(request.person, "award.edit_wording", association),
        "everybody": everybody,
        "rows": [_line(row, everybody) for row in page],
        "tabs": _tabs(request.path, EVERYBODY if everybody else state, stopped),
    }
    return render(request, "endorsement/award/certificates.html", context)


def _line(row, everybody: bool) -> dict:
    """One row of either list: of Endorsements, or of their newest certificates."""
    if everybody:
        return {"endorsement": row, "shown": standing_shown(row)}
    return {"endorsement": row.endorsement, "shown": certificate_shown(row), "problem": row.problem}


def _lead(association):
    return association.name if association else _("Of all associations, the newest first.")


def _tabs(address, state, stopped):
    return [
        {"label": _("Printed"), "url": address, "active": state not in (*STATES, EVERYBODY)},
        {
            "label": _("Stopped"),
            "url": f"{address}?state=stopped",
            "active": state == "stopped",
            "count": stopped,
        },
        {"label": _("Being printed"), "url": f"{address}?state=waiting", "active": state == "waiting"},
        {"label": _("All Endorsements"), "url": f"{address}?state={EVERYBODY}", "active": state == EVERYBODY},
    ]


def _record(request, slug, pk, permission):
    rows = queries.visible_to(request.person).select_related("association", "category", "person")
    endorsement = get_object_or_404(rows, pk=pk, association__slug=slug)
    require(may(request.person, permission, endorsement))
    return endorsement


@require_safe
@person_required
def record(request, slug, pk):
    """One Endorsement: its ledger, its certificates, and what can be done."""
    endorsement = _record(request, slug, pk, "award.see_record")
    note_access(by=request.person, action="view", about=f"endorsement:{endorsement.pk}", scope=slug)
    return _record_page(request, endorsement)


def _record_page(request, endorsement, *, name_form=None, standing_form=None, move="", status=200):
    certificates = list(endorsement.certificates.order_by("-revision"))
    moves = open_moves(endorsement.standing) if may(request.person, "award.change_standing", endorsement) else []
    context = {
        "endorsement": endorsement,
        "association": endorsement.association,
        "standing": standing_shown(endorsement),
        "certificates": [(one, certificate_shown(one)) for one in certificates],
        "newest": certificates[0] if certificates else None,
        "has_file": any(one.state == Certificate.State.ISSUED and not one.superseded_at for one in certificates),
        "crumbs": [
            (_("Certificates"), reverse("award:certificates", args=[endorsement.association.slug])),
            (endorsement.number, ""),
        ],
        "story": story(endorsement.events.all()),
        "moves": moves,
        "move": move,
        "name_form": name_form or NameForm(initial={"printed_name": endorsement.listed_name}),
        "standing_form": standing_form or StandingForm(),
    }
    return render(request, "endorsement/award/record.html", context, status=status)


@require_POST
@person_required
def standing(request, slug, pk):
    """Suspends, revokes or reinstates."""
    endorsement = _record(request, slug, pk, "award.change_standing")
    kind = request.POST.get("move")
    require(kind in MOVES)
    form = StandingForm(request.POST)
    if not form.is_valid():
        return _record_page(request, endorsement, standing_form=form, move=kind, status=422)
    try:
        changed = actions.change_standing(endorsement=endorsement, kind=kind, by=request.person, **form.cleaned_data)
    except actions.StandingGone as gone:
        messages.warning(request, str(gone))
    else:
        messages.success(
            request,
            _("This Endorsement® is now %(standing)s. Verification says so at once.")
            % {"standing": changed.get_standing_display()},
        )
    return redirect("award:record", slug=slug, pk=pk)


@require_POST
@person_required
def mend_name(request, slug, pk):
    """Corrects the printed name of the holder, for all their certificates."""
    endorsement = _record(request, slug, pk, "award.mend")
    form = NameForm(request.POST)
    if not form.is_valid():
        return _record_page(request, endorsement, name_form=form, status=422)
    actions.change_printed_name(person=endorsement.person, name=form.cleaned_data["printed_name"], by=request.person)
    messages.success(request, _("The name is saved. What has to be printed anew is being printed."))
    return redirect("award:record", slug=slug, pk=pk)


@require_POST
@person_required
def prepare(request, slug, pk):
    """Has the first certificate of an Endorsement printed that was taken over from elsewhere; its holder gets it."""
    endorsement = _record(request, slug, pk, "award.mend")
    note_access(by=request.person, action="prepare certificate", about=f"endorsement:{endorsement.pk}", scope=slug)
    actions.issue_certificate(endorsement=endorsement, by=request.person)
    messages.success(request, _("The certificate is being printed. Its holder gets it by mail."))
    return redirect("award:record", slug=slug, pk=pk)


@require_POST
@person_required
def print_again(request, slug, pk):
    """Prints a stopped certificate again."""
    endorsement = _record(request, slug, pk, "award.mend")
    newest = queries.newest_certificate(endorsement)
    require(newest)
    actions.print_again(certificate=newest, by=request.person)
    messages.success(request, _("The certificate is being printed again."))
    return redirect("award:record", slug=slug, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def wording(request, slug):
    """The association's words on its certificates, with a preview beside them."""
    association = _association(request, slug, "award.edit_wording")
    now = wording_of(association)
    initial = {"title": now.title, "body": now.body, "disclaimer": now.disclaimer}
    form = WordingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.save_wording(association=association, by=request.person, **form.cleaned_data)
        messages.success(request, _("The wording is saved. It is printed on certificates issued from now on."))
        return redirect("award:wording", slug=slug)
    context = {"association": association, "form": form, "twin": _twin(association, now)}
    return render(request, "endorsement/award/wording.html", context)


@require_POST
@person_required
def wording_preview(request, slug):
    """The words as typed, arranged as on the certificate: HTML beside the form while typing."""
    association = _association(request, slug, "award.edit_wording")
    form = WordingForm(request.POST)
    twin = _twin(association, WordingText(**form.cleaned_data)) if form.is_valid() else None
    return render(
        request, "endorsement/award/_wording_twin.html", {"association": association, "twin": twin, "form": form}
    )


@require_POST
@person_required
def wording_pdf(request, slug):
    """The words as typed, on a specimen, as a PDF."""
    association = _association(request, slug, "award.edit_wording")
    form = WordingForm(request.POST)
    if not form.is_valid():
        now = wording_of(association)
        context = {"association": association, "form": form, "twin": _twin(association, now)}
        return render(request, "endorsement/award/wording.html", context, status=422)
    category = Category.objects.order_by("position", "key").first()
    require(category)
    facts = preview_facts(
        association, words=WordingText(**form.cleaned_data), holder_name=_("Name of the holder"), category=category
    )
    return specimen(facts)


def _twin(association, words):
    """The parts of a certificate in order, for the HTML twin."""
    before, after, paragraphs = split_body(words.body.replace("{association}", association.name))
    return {
        "title": words.title,
        "before": before,
        "after": after,
        "paragraphs": paragraphs,
        "disclaimer": words.disclaimer,
    }
