"""Pages of the applicant: list, start, agreements, submit, withdraw, questions, print."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import person_required, require
from associations.directory.permissions import Act, refusal
from associations.fees import holding
from common import clock
from common.workflow.engine import MoveGone
from competencies.standard.queries import NotOffered
from endorsement.application import actions, documents, queries
from endorsement.application.agreements import signed_of, words_for
from endorsement.application.contents import findings_of, tally
from endorsement.application.diff import snapshot_diff
from endorsement.application.enums import Section
from endorsement.application.forms import AssociationForm, QuestionForm, SignForm, StartForm, WithdrawForm
from endorsement.application.permissions import may
from endorsement.application.presenters import category_choice, choice_with_fees, mend_url, mine_rows, question_tabs
from endorsement.application.timing import open_to_start, submission
from endorsement.application.wording import moment_words
from endorsement.application.workflow import EDITABLE_STATES, OPEN_STATES

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def own(request, code, permission="application.view"):
    """The signed-in person's application of that code; 404 for any other."""
    application = get_object_or_404(queries.mine(request.person), code=code)
    require(may(request.person, permission, application))
    return application


def crumbs(application, *more):
    """The way from the list to a page of one application."""
    return [
        (_("Applications"), reverse("application:mine")),
        (application.category_name, reverse("application:dashboard", args=[application.code])),
        *more,
    ]


@require_safe
@person_required
def mine(request):
    """My applications, whose turn each is."""
    rows = mine_rows(queries.mine(request.person))
    return render(request, "endorsement/application/mine.html", {"rows": rows})


@get_or_post
@person_required
def start(request):
    """Choose an association and a category."""
    associations = queries.associations_to_apply_at()
    chosen = AssociationForm(request.GET or None, associations=associations)
    association = (
        chosen.cleaned_data["association"]
        if chosen.is_bound and chosen.is_valid()
        else queries.likely_association(request.person)
    )
    if association and not chosen.is_bound:
        chosen = AssociationForm(initial={"association": association.slug}, associations=associations)
    today = clock.today(association.time_zone) if association else None
    refused = refusal(Act.APPLY, association, today) if association else ""
    offered = queries.offered_by(association, today) if association and not refused else []
    closed, offered = open_to_start(association, offered, today) if offered else ("", [])
    label = choice_with_fees(association, offered, today) if offered else category_choice
    form = StartForm(
        request.POST if request.method == "POST" else None, offered=offered, association=association, label=label
    )
    if request.method == "POST" and association and form.is_valid():
        try:
            application = actions.start(
                association=association, category=form.cleaned_data["category"], by=request.person
            )
        except actions.NotSaid as sentence:
            form.add_error(None, str(sentence))
        else:
            return redirect("application:dashboard", code=application.code)
    return render(
        request,
        "endorsement/application/start.html",
        {
            "association": association,
            "chosen": chosen,
            "form": form,
            "offered": offered,
            "refused": refused or (not offered and closed),
            "closed": closed if offered else "",
        },
    )


@get_or_post
@person_required
def agreements(request, code):
    """Both agreements: read, type the name, sign."""
    application = own(request, code)
    signed = signed_of(application)
    wanted = request.POST.get("kind", "")
    blocks = []
    for words in words_for(application.association):
        data = request.POST if wanted == words.kind and words.kind not in signed else None
        form = SignForm(data, prefix=words.kind, initial={"version": words.version})
        if data is not None and form.is_valid() and _sign(request, application, words, form):
            return redirect("application:agreements", code=code)
        blocks.append({"words": words, "signed": signed.get(words.kind), "form": form})
    return render(
        request,
        "endorsement/application/agreements.html",
        {
            "application": application,
            "blocks": blocks,
            "can_sign": application.state in EDITABLE_STATES,
            "crumbs": crumbs(application, (_("Agreements"),)),
            "next_to_sign": next((block["words"].kind for block in blocks if not block["signed"]), ""),
        },
    )


def _sign(request, application, words, form):
    try:
        actions.sign(
            application=application,
            kind=words.kind,
            typed_name=form.cleaned_data["typed_name"],
            version=form.cleaned_data["version"],
            by=request.person,
        )
    except (actions.NotSaid, MoveGone) as sentence:
        form.add_error(None, str(sentence))
        return False
    messages.success(request, _("Signed: %(agreement)s.") % {"agreement": words.label})
    return True


@get_or_post
@person_required
def submit(request, code):
    """The gate: the same findings as the dashboard; what is missing is listed with links, never a dead button."""
    application = own(request, code, "application.submit")
    if request.method == "POST":
        try:
            snapshot = actions.submit(application=application, by=request.person)
        except (MoveGone, actions.NotSaid) as sentence:
            messages.warning(request, str(sentence))
            return redirect("application:dashboard", code=code)
        except actions.NotReady:
            messages.warning(request, _("Something is still missing. The list below says what, with links to mend it."))
        else:
            messages.success(request, _("Submitted. The receipt is on its way to you by mail."))
            return redirect(reverse("application:submitted", args=[code, snapshot.number]))
    if application.state not in EDITABLE_STATES:
        messages.info(request, _("This application is not waiting to be submitted."))
        return redirect("application:dashboard", code=code)
    try:
        draft = documents.draft_of(application).for_applicant()
    except NotOffered as sentence:
        messages.warning(request, sentence.for_people)
        return redirect("application:dashboard", code=code)
    return render(request, "endorsement/application/submit.html", _submit_context(application, draft))


def _submit_context(application, draft):
    rows = findings_of(draft.document, draft.extras, draft.assessment)
    snapshot = queries.newest_snapshot(application)
    last = documents.submission_of(snapshot).for_applicant() if snapshot else None
    return {
        "application": application,
        "eligible": draft.assessment["eligible"],
        "unpaid": queries.unpaid_before(application, holding.SUBMISSION),
        "timing": submission(application, clock.today(application.association.time_zone)),
        "missing": [(row, mend_url(application, row)) for row in rows if row.status == "unmet"],
        "to_look_at": [row for row in rows if row.status == "review"],
        "met": tally(rows)["met"],
        "last": last,
        "diff": snapshot_diff(last, draft) if last else None,
        "comments": queries.open_comments(application),
        "crumbs": crumbs(application, (_("Submit"),)),
    }


@require_safe
@person_required
def submitted(request, code, number):
    """The receipt: what was submitted, when, and its SHA-256."""
    application = own(request, code)
    snapshot = get_object_or_404(application.snapshots, number=number)
    return render(
        request,
        "endorsement/application/submitted.html",
        {
            "application": application,
            "snapshot": snapshot,
            "when": moment_words(snapshot.submitted_at, application.association.time_zone),
            "crumbs": crumbs(application, (_("Receipt"),)),
        },
    )


@get_or_post
@person_required
def withdraw(request, code):
    """Asks once more, then closes the application."""
    application = own(request, code, "application.withdraw")
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(application=application, by=request.person, reason=form.cleaned_data["reason"])
        except MoveGone as gone:
            messages.warning(request, str(gone))
        else:
            messages.success(request, _("Your application was withdrawn. Your portfolio is unchanged."))
        return redirect("application:mine")
    if application.state not in OPEN_STATES:
        messages.info(request, _("This application is closed already."))
        return redirect("application:dashboard", code=code)
    return render(
        request,
        "endorsement/application/withdraw.html",
        {"application": application, "form": form, "crumbs": crumbs(application, (_("Withdraw"),))},
    )


@get_or_post
@person_required
def question(request, code, section):
    """Ask whoever handles the application; what was said on the section so far stands above."""
    application = own(request, code, "application.ask")
    require(section in Section.values)
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask(application=application, section=section, text=form.cleaned_data["text"], by=request.person)
        except MoveGone as gone:
            messages.warning(request, str(gone))
        else:
            messages.success(request, _("Sent. The answer will come by mail and stand on this page."))
        return redirect("application:question", code=code, section=section)
    label = Section(section).label
    comments = queries.comments_by_section(application)
    return render(
        request,
        "endorsement/application/question.html",
        {
            "application": application,
            "section": label,
            "form": form,
            "is_open": application.state in OPEN_STATES,
            "comments": comments.get(section, []),
            "tabs": question_tabs(application, comments, section),
            "crumbs": crumbs(application, (label,)),
        },
    )


@require_safe
@person_required
def print_submission(request, code):
    """The newest submission as PDF; the draft, marked so, before the first or with ``?draft=1``."""
    application = own(request, code, "application.print")
    snapshot = None if request.GET.get("draft") else queries.newest_snapshot(application)
    try:
        submission = documents.submission_of(snapshot) if snapshot else documents.draft_of(application)
    except NotOffered as sentence:
        messages.warning(request, sentence.for_people)
        return redirect("application:dashboard", code=code)
    submission = submission.for_applicant()
    return HttpResponse(
        documents.print_pdf(application, submission),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{documents.print_name(application, submission)}"'},
    )


@require_POST
@person_required
def choose_edition(request, code):
    """The new edition instead of the one that the grace keeps."""
    application = own(request, code, "application.submit")
    try:
        actions.choose_edition(application=application, edition=request.POST.get("edition", ""), by=request.person)
    except actions.NotSaid as sentence:
        messages.warning(request, str(sentence))
    else:
        messages.success(request, _("From now on your application is judged by the new edition."))
    return redirect("application:dashboard", code)
