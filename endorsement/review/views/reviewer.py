"""The reviewer's pages: the queue, the question about conflicts, the review, handing back."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import person_required, require
from common.workflow.engine import MoveGone
from competencies.standard.queries import standard
from endorsement.application.contents import sections_of
from endorsement.application.diff import snapshot_diff
from endorsement.application.enums import ApplicationState
from endorsement.review import actions, presenters, queries, visibility
from endorsement.review.enums import AssignmentState
from endorsement.review.forms import HandBackForm, JudgementForm, RecommendationForm
from endorsement.review.models import Assignment, Judgement
from endorsement.review.permissions import may

PER_PAGE = 50


@person_required
@require_safe
def queue(request):
    """What the reviewer owes, the earliest due first; and what they signed."""
    owed = Paginator(queries.queue(request.person), PER_PAGE).get_page(request.GET.get("page"))
    done = list(queries.finished(request.person)[:20])
    context = {
        "page": owed,
        "rows": [presenters.queue_row(assignment) for assignment in owed],
        "done": presenters.done_rows(done),
    }
    return render(request, "endorsement/review/queue.html", context)


def _assignment(request, code, permission="review.view") -> Assignment:
    found = get_object_or_404(
        queries.with_case(queries.visible_to(request.person)).select_related("cycle__snapshot"), code=code
    )
    require(may(request.person, permission, found))
    return found


@dataclass
class Typed:
    """The forms of a review page, bound or not."""

    judgements: list[Judgement]
    forms: dict[int, JudgementForm]
    recommendation: RecommendationForm

    @classmethod
    def of(cls, assignment: Assignment, data=None):
        judgements = queries.judgements_of(assignment)
        forms = {row.pk: JudgementForm.of(row, data) for row in judgements}
        return cls(judgements, forms, RecommendationForm.of(assignment, data))

    def after(self, saved) -> "Typed":
        """For showing the page again: what was saved as it is stored now, the rest as it was typed."""
        judgements, forms = [], {}
        for row in self.judgements:
            as_typed = row.pk in saved.stale or not self.forms[row.pk].is_valid()
            now = row if as_typed else saved.judgements.get(row.pk, row)
            judgements.append(now)
            forms[row.pk] = self.forms[row.pk] if as_typed else JudgementForm.of(now)
        as_typed = saved.recommendation_stale or not self.recommendation.is_valid()
        recommendation = self.recommendation if as_typed else RecommendationForm.of(saved.assignment)
        return Typed(judgements, forms, recommendation)

    def errors(self) -> list[dict]:
        """For the summary: what could not be read, with the field to go to."""
        found = []
        for row in self.judgements:
            found += _errors(self.forms[row.pk], row.competency.title)
        return found + _errors(self.recommendation, _("The application as a whole"))

    def valid(self) -> bool:
        return all([*(form.is_valid() for form in self.forms.values()), self.recommendation.is_valid()])

    def values(self, data) -> dict:
        """For ``actions.save_review``: what is in ``data`` and readable. A "keep mine" names the version to replace."""
        judgements = []
        for row in self.judgements:
            form = self.forms[row.pk]
            if form.is_valid() and form.add_prefix("comment") in data:
                cleaned = form.cleaned_data
                version = _kept(data, form) or cleaned["version"]
                judgements.append(actions.TypedJudgement(row.pk, version, cleaned["verdict"], cleaned["comment"]))
        recommendation = None
        form = self.recommendation
        if form.is_valid() and form.add_prefix("comment") in data:
            cleaned = form.cleaned_data
            version = _kept(data, form) or cleaned["version"]
            recommendation = actions.Typed(version, cleaned["recommendation"], cleaned["comment"])
        return {"judgements": judgements, "recommendation": recommendation}


def _errors(form, label) -> list[dict]:
    return [
        {"label": label, "target": form[name].id_for_label, "text": text}
        for name, texts in form.errors.items()
        for text in texts
    ]


def _kept(data, form) -> int:
    """The version named by the button "keep mine", 0 when it was not pressed."""
    return form.fields["version"].clean(data.get(form.add_prefix("keep")))


@person_required
@require_safe
def open_page(request, code):
    """First the question about conflicts, then the portfolio with its judgements; signed, the same page to read."""
    assignment = _assignment(request, code)
    application = assignment.cycle.application
    if assignment.state == AssignmentState.ASKED:
        return render(request, "endorsement/review/conflict.html", _conflict_context(assignment))
    if application.state in queries.CLOSED_STATES:
        messages.info(request, _("This application is closed, so its portfolio is no longer open to reviewers."))
        return redirect("review:queue")
    return _review_page(request, assignment, Typed.of(assignment))


def _conflict_context(assignment):
    application = assignment.cycle.application
    return {
        "assignment": assignment,
        "application": application,
        "circle": presenters.circle_of(assignment.cycle.snapshot),
        "due": presenters.due_of(assignment, application.association.time_zone),
    }


def _review_page(request, assignment, typed: Typed, *, saved=None, missing=None, status=200):
    application, snapshot = assignment.cycle.application, assignment.cycle.snapshot
    previous, known = queries.previous_snapshot(snapshot), standard()
    diff = snapshot_diff(previous, snapshot, known=known) if previous else None
    sections = sections_of(snapshot.document, snapshot.extras, snapshot.assessment, known=known)
    evidence = presenters.evidence_of(snapshot, sections, diff)
    stale = {pk: saved.judgements[pk] for pk in saved.stale} if saved else {}
    panels = presenters.panels_of(typed.judgements, typed.forms, evidence, stale)
    asked = queries.asked_of(snapshot, application.category, known=known)
    shown = _reviews_shown(request.person, assignment)
    context = {
        "assignment": assignment,
        "application": application,
        "snapshot": snapshot,
        "editable": assignment.state == AssignmentState.OPEN and application.state == ApplicationState.IN_REVIEW,
        "due": presenters.due_of(assignment, application.association.time_zone),
        "zone": application.association.time_zone,
        "diff": diff,
        "areas": presenters.by_area(panels),
        "examples": presenters.example_panels(asked.examples, evidence),
        "sections": presenters.portfolio_sections(sections),
        "checked": presenters.checked(sections),
        "progress": presenters.progress_of(saved.assignment if saved else assignment, typed.judgements),
        "recommendation": typed.recommendation,
        "recommendation_stale": saved.assignment if saved and saved.recommendation_stale else None,
        "missing": missing,
        "stale": bool(saved and not saved.all_saved),
        "errors": typed.errors(),
        "columns": [presenters.column(one) for one in shown],
        "comparison": presenters.comparison(shown),
    }
    return render(request, "endorsement/review/review.html", context, status=status)


def _reviews_shown(person, assignment) -> list[Assignment]:
    """All reviews side by side, for who has signed and may see at least one other; nothing is read before."""
    if assignment.state != AssignmentState.SIGNED:
        return []
    seen = visibility.seen(person.pk, queries.seats_of(assignment.cycle), handles=False)
    return sorted(seen, key=lambda one: one.pk != assignment.pk) if len(seen) > 1 else []


@person_required
@require_POST
def begin(request, code):
    """ "Nothing stands in the way": opens the portfolio."""
    assignment = _assignment(request, code)
    if request.POST.get("no_conflict") != "yes":
        context = _conflict_context(assignment) | {"unanswered": True}
        return render(request, "endorsement/review/conflict.html", context, status=422)
    try:
        actions.open_review(assignment=assignment, by=request.person)
    except (MoveGone, actions.Refused) as reason:
        messages.warning(request, str(reason))
        return redirect("review:queue")
    return redirect("review:open", code=code)


@person_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_back(request, code):
    """Steps aside with a reason, before or after opening."""
    assignment = _assignment(request, code)
    form = HandBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.hand_back(assignment=assignment, by=request.person, reason=form.cleaned_data["reason"])
        except MoveGone as gone:
            messages.warning(request, str(gone))
            return redirect("review:open", code=code)
        messages.success(request, _("Thank you for saying so. The review is handed back; the coordinator was told."))
        return redirect("review:queue")
    require(request.method == "POST" or may(request.person, "review.judge", assignment))
    context = {"assignment": assignment, "application": assignment.cycle.application, "form": form}
    return render(request, "endorsement/review/hand_back.html", context, status=422 if form.is_bound else 200)


@person_required
@require_POST
def save(request, code):
    """Saves what was typed: one judgement as it is typed (htmx), or the whole page (without scripts)."""
    assignment = _assignment(request, code)
    typed = Typed.of(assignment, request.POST)
    try:
        saved = actions.save_review(assignment=assignment, by=request.person, **typed.values(request.POST))
    except (MoveGone, actions.Refused) as reason:
        return _not_saved(request, assignment, typed, str(reason))
    if request.htmx:
        return _saved_part(request, assignment, typed, saved)
    if not typed.valid() or not saved.all_saved:
        return _review_page(request, _fresh(assignment, saved), typed.after(saved), saved=saved, status=422)
    messages.success(request, _("Saved."))
    return redirect("review:open", code=code)


def _fresh(assignment: Assignment, saved) -> Assignment:
    """The assignment as saved, with the case that was loaded with it."""
    saved.assignment.cycle = assignment.cycle
    saved.assignment.reviewer = assignment.reviewer
    return saved.assignment


def _not_saved(request, assignment, typed: Typed, sentence: str):
    """It is no longer theirs to change; what they typed is shown, to be copied."""
    texts = [
        (row.competency.title, request.POST.get(typed.forms[row.pk].add_prefix("comment"), ""))
        for row in typed.judgements
    ]
    texts.append((_("The application as a whole"), request.POST.get(typed.recommendation.add_prefix("comment"), "")))
    context = {
        "assignment": assignment,
        "sentence": sentence,
        "texts": [(title, text) for title, text in texts if text.strip()],
    }
    template = "endorsement/review/_not_saved.html" if request.htmx else "endorsement/review/not_saved.html"
    response = render(request, template, context, status=409)
    if request.htmx:
        response["HX-Retarget"], response["HX-Reswap"] = "#review-notice", "innerHTML"
    return response


def _saved_part(request, assignment, typed: Typed, saved) -> HttpResponse:
    """To htmx: the new versions and the progress; 409 with a choice, or 422 with the reason, in the part's place."""
    shown = typed.after(saved)
    here = [row for row in shown.judgements if shown.forms[row.pk].add_prefix("comment") in request.POST]
    context = {"assignment": _fresh(assignment, saved), "editable": True, "save_url": request.path}
    for row in here:
        stale = saved.judgements[row.pk] if row.pk in saved.stale else None
        if stale or not typed.forms[row.pk].is_valid():
            panel = presenters.panels_of([row], shown.forms, {}, {row.pk: stale})[0]
            return _part(request, "_judgement.html", context | {"panel": panel}, f"#judge-{row.pk}", stale)
    if saved.recommendation_stale or not typed.recommendation.is_valid():
        stale = saved.assignment if saved.recommendation_stale else None
        context |= {"recommendation": typed.recommendation, "recommendation_stale": stale}
        return _part(request, "_recommendation.html", context, "#recommendation", stale)
    chosen = [row for row in here if _kept(request.POST, shown.forms[row.pk])]
    context |= {
        "forms": [*(shown.forms[row.pk] for row in here), shown.recommendation],
        "kept_panel": presenters.panels_of(chosen, shown.forms, {})[0] if chosen else None,
        "kept_recommendation": shown.recommendation if _kept(request.POST, shown.recommendation) else None,
        "progress": presenters.progress_of(saved.assignment, shown.judgements),
    }
    return render(request, "endorsement/review/_saved.html", context)


def _part(request, template, context, target, stale) -> HttpResponse:
    response = render(request, f"endorsement/review/{template}", context, status=409 if stale else 422)
    response["HX-Retarget"], response["HX-Reswap"] = target, "outerHTML"
    return response


@person_required
@require_safe
def part(request, code, judgement):
    """The stored version of one judgement (0: the recommendation), for the choice "use the stored one"."""
    assignment = _assignment(request, code, "review.judge")
    typed = Typed.of(assignment)
    context = {"editable": True, "assignment": assignment, "save_url": reverse("review:save", args=[code])}
    if judgement == 0:
        return render(
            request, "endorsement/review/_recommendation.html", context | {"recommendation": typed.recommendation}
        )
    row = next((row for row in typed.judgements if row.pk == judgement), None)
    require(row)
    panel = presenters.panels_of([row], typed.forms, {})[0]
    return render(request, "endorsement/review/_judgement.html", context | {"panel": panel})


@person_required
@require_POST
def sign(request, code):
    """Saves the page, signs, and opens the next review the person owes."""
    assignment = _assignment(request, code)
    typed = Typed.of(assignment, request.POST)
    try:
        saved = actions.save_review(assignment=assignment, by=request.person, **typed.values(request.POST))
    except (MoveGone, actions.Refused) as reason:
        return _not_saved(request, assignment, typed, str(reason))
    current = _fresh(assignment, saved)
    if not typed.valid() or not saved.all_saved:
        return _review_page(request, current, typed.after(saved), saved=saved, status=422)
    try:
        actions.sign(assignment=current, by=request.person)
    except actions.Incomplete as missing:
        return _review_page(request, current, Typed.of(current), missing=missing, status=422)
    except (MoveGone, actions.Refused) as reason:
        messages.warning(request, str(reason))
        return redirect("review:queue")
    following = queries.next_owed(request.person, after=assignment)
    if following:
        messages.success(request, _("Signed. Thank you! Here is the next one."))
        return redirect("review:open", code=following.code)
    messages.success(request, _("Signed. Thank you! Nothing else waits for you."))
    return redirect("review:queue")
