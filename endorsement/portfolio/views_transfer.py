"""Take the portfolio along: download its document, upload one, see what it would change, take it over."""

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import person_required
from competencies.assessment.document import DocumentFault, dump, loads
from competencies.standard.queries import standard
from endorsement.portfolio import actions
from endorsement.portfolio.forms import ImportForm
from endorsement.portfolio.models import PortfolioImport
from endorsement.portfolio.transfer import BACK, CHANGED, NEW, SAME, plan_of, portfolio_document
from endorsement.portfolio.transfer_presenters import membership_section, sections_of

MOST_FAULTS = 50


@require_safe
@never_cache
@person_required
def export(request):
    """The person's portfolio document as a file."""
    text = json.dumps(portfolio_document(request.person), indent=2, ensure_ascii=False)
    return HttpResponse(
        text,
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="my-portfolio.json"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@person_required
def transfer(request):
    """Both directions on one page. A document that cannot be read is answered with every fault and its place."""
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    faults = []
    if form.is_bound and form.is_valid():
        try:
            portfolio = loads(form.cleaned_data["file"].read(), competencies=standard().competencies)
        except DocumentFault as fault:
            faults = fault.faults
            form.add_error(
                "file", _("This is not a portfolio document that can be read. What is wrong is listed with its place.")
            )
        else:
            actions.store_import(by=request.person, document=dump(portfolio))
            return redirect("portfolio:transfer_preview")
    return render(
        request,
        "endorsement/portfolio/transfer.html",
        {
            "form": form,
            "faults": faults[:MOST_FAULTS],
            "more_faults": max(len(faults) - MOST_FAULTS, 0),
            "waiting": PortfolioImport.objects.filter(person=request.person).exists(),
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@person_required
def preview(request):
    """What the uploaded document would add, change and leave; taken over in one go."""
    if request.method == "POST" and (answer := _take_over(request)):
        return answer
    stored = PortfolioImport.objects.filter(person=request.person).first()
    if stored is None:
        messages.info(request, _("There is no document waiting. Upload one first."))
        return redirect("portfolio:transfer")
    plan = plan_of(stored.document, request.person)
    return render(
        request,
        "endorsement/portfolio/transfer_preview.html",
        {
            "plan": plan,
            "added": [*membership_section(plan.periods(NEW)), *sections_of(plan.having(NEW))],
            "back": sections_of(plan.having(BACK)),
            "changed": [*membership_section(plan.periods(CHANGED)), *sections_of(plan.having(CHANGED))],
            "same": len(plan.having(SAME)) + len(plan.periods(SAME)),
            "faults": plan.faults[:MOST_FAULTS],
            "more_faults": max(len(plan.faults) - MOST_FAULTS, 0),
        },
    )


def _take_over(request):
    """None: the preview is shown again, with what was said."""
    try:
        done = actions.take_over(
            by=request.person, digest=request.POST.get("digest", ""), chosen=set(request.POST.getlist("chosen"))
        )
    except actions.PlanChanged:
        messages.warning(
            request, _("Your portfolio or the document changed meanwhile. Nothing was taken over: please look again.")
        )
        return None
    except actions.TooMany as sentence:
        messages.warning(request, str(sentence))
        return None
    if done is None:
        messages.info(request, _("This document was taken over already, or put aside. Nothing was changed."))
    else:
        added = done[NEW] + done[BACK]
        words = [ngettext("%(count)s entry was added.", "%(count)s entries were added.", added) % {"count": added}]
        if changed := done[CHANGED]:
            words.append(
                ngettext("%(count)s entry was changed.", "%(count)s entries were changed.", changed)
                % {"count": changed}
            )
        messages.success(request, " ".join(words))
    return redirect("portfolio:overview")


@require_POST
@person_required
def discard(request):
    """Puts the uploaded document aside."""
    actions.discard_import(by=request.person)
    messages.success(request, _("The document was put aside. Your portfolio is unchanged."))
    return redirect("portfolio:transfer")
