"""The applicant's page: whom they asked, what became of it, and what to do. No rating ever comes here."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import person_required
from associations.policy.queries import policy_on
from common import clock
from common.components.dates import local_datetime
from common.workflow.engine import MoveGone
from endorsement.references import presenters, queries
from endorsement.references.actions import asking, handling
from endorsement.references.actions.asking import MOST_LIVE, Refused, TooSoon
from endorsement.references.enums import ReferenceState
from endorsement.references.forms import AddressForm, RaterForm, looks_like_work, rater_forms
from endorsement.references.models import Reference
from endorsement.references.workflow import LIVE, PENDING, REPLACEABLE

AT_ONCE = 3


def _case(request, slug, category_key) -> queries.Case:
    case = queries.find_case(request.person, slug, category_key)
    if case is None:
        raise Http404
    return case


def _reference(case: queries.Case, code: str) -> Reference:
    return get_object_or_404(Reference.objects.filter(**case.where).select_related(*case.where), code=code)


def _back(case: queries.Case):
    return redirect("references:ask", slug=case.association.slug, category_key=case.category.slug)


@person_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, slug, category_key):
    case = _case(request, slug, category_key)
    references = queries.of_case(case)
    live = [reference for reference in references if reference.state in LIVE]
    room = max(0, min(AT_ONCE if not live else 1, MOST_LIVE - len(live))) if queries.is_open(case) else 0
    formset = rater_forms(
        request.POST if request.method == "POST" else None,
        person=case.person,
        count=room or 1,
        hint_url=reverse("references:address_hint", args=[slug, category_key]),
    )
    refused = ""
    if request.method == "POST" and formset.is_valid():
        try:
            asked = asking.ask_raters(case=case, raters=formset.invites, by=request.person)
        except Refused as refusal:
            refused = str(refusal)
        else:
            _say_asked(request, asked, len(formset.invites))
            return _back(case)
    context = _page(case, references, room) | {"formset": formset, "refused": refused, "live": len(live)}
    return render(request, "endorsement/references/ask.html", context)


def _say_asked(request, asked, wanted):
    if asked:
        text = ngettext(
            "%(count)s rater has been asked by mail.", "%(count)s raters have been asked by mail.", len(asked)
        )
        messages.success(request, text % {"count": len(asked)})
    if len(asked) < wanted:
        messages.info(request, _("Who was asked before was not asked again. “Send again” is beside each name."))


def _page(case, references, room):
    policy = policy_on(case.association, clock.today(case.association.time_zone))
    requested = queries.access_requests(references)
    case_open = queries.is_open(case)
    cards = [
        presenters.card(reference, case_open=case_open, policy=policy, requested=requested) for reference in references
    ]
    return {
        "case": case,
        "case_open": case_open,
        "cards": [card for card in cards if card.reference.state != ReferenceState.REPLACED],
        "replaced": [card for card in cards if card.reference.state == ReferenceState.REPLACED],
        "room": room,
        "tz": case.association.time_zone,
        "policy_sentence": policy.get_rating_access_display(),
        "chaser_days": get_text_list(sorted(policy.chaser_days), _("and")),
        "link_days": policy.reference_link_days,
        "crumbs": [(_("My applications"), "/applications/"), (_("References"), "")],
    }


@person_required
@require_POST
def address_hint(request, slug, category_key):
    """A word of warning beside an address that may be an employer's. Answers only with that word."""
    _case(request, slug, category_key)
    email = next((value for key, value in request.POST.items() if key.endswith("email")), "")
    context = {"work": looks_like_work(email.strip())}
    return render(request, "endorsement/references/address_hint.html", context)


@person_required
@require_POST
def resend(request, slug, category_key, code):
    case = _case(request, slug, category_key)
    reference = _reference(case, code)
    try:
        asking.resend(reference=reference, by=request.person)
    except TooSoon as early:
        when = local_datetime(early.next_at, case.association.time_zone)
        messages.warning(request, _("%(reason)s The next one can go out from:") % {"reason": early} + " " + when)
    except (Refused, MoveGone) as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("The request is on its way to %(name)s again.") % {"name": reference.rater_name})
    return _back(case)


@person_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request, slug, category_key, code):
    case = _case(request, slug, category_key)
    reference = _reference(case, code)
    if reference.state not in PENDING:
        return _gone(request, case, _("This reference no longer waits for an answer, so its address stays as it is."))
    initial = {"email": reference.rater_email}
    form = AddressForm(request.POST if request.method == "POST" else None, initial=initial, person=case.person)
    if request.method == "POST" and form.is_valid():
        try:
            corrected = asking.correct_address(reference=reference, email=form.cleaned_data["email"], by=request.person)
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        except MoveGone as gone:
            return _gone(request, case, str(gone))
        else:
            if corrected.asked_at == reference.asked_at:
                messages.info(request, _("That is the address we have already. Nothing was sent."))
            else:
                messages.success(request, _("The request is on its way to the new address."))
            return _back(case)
    context = {"case": case, "reference": reference, "form": form}
    return render(request, "endorsement/references/correct.html", context)


@person_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def replace(request, slug, category_key, code):
    case = _case(request, slug, category_key)
    reference = _reference(case, code)
    if reference.state not in REPLACEABLE:
        return _gone(request, case, _("This reference is answered or replaced already. You can ask a further person."))
    initial = {"roles": reference.roles}
    form = RaterForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        person=case.person,
        hint_url=reverse("references:address_hint", args=[slug, category_key]),
    )
    if request.method == "POST" and form.is_valid():
        try:
            asking.replace(reference=reference, rater=form.invite, by=request.person)
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        except MoveGone as gone:
            return _gone(request, case, str(gone))
        else:
            messages.success(request, _("%(name)s has been asked by mail.") % {"name": form.cleaned_data["name"]})
            return _back(case)
    context = {"case": case, "reference": reference, "form": form}
    return render(request, "endorsement/references/replace.html", context)


@person_required
@require_POST
def access(request, slug, category_key, code):
    case = _case(request, slug, category_key)
    try:
        told = handling.request_access(reference=_reference(case, code), by=request.person)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        text = _("The coordinator has been told and will answer you.") if told else _("You have asked already.")
        messages.success(request, text)
    return _back(case)


def _gone(request, case, sentence) -> HttpResponse:
    messages.warning(request, sentence)
    return _back(case)
