"""The mailbox: what the portal wrote, to whom, whether it arrived. And where providers report bounces."""

import hmac

from csp.decorators import csp
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseBadRequest, HttpResponseForbidden
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from common.jobs.models import Job
from common.masking import mask
from common.outbox import actions, hooks
from common.outbox.forms import MailSearchForm, bounce_of
from common.outbox.models import Message
from common.outbox.queries import TROUBLE, in_trouble, visible_to, zones_of
from common.outbox.tables import MessageTable, state_badge

PAGE = 50
KEPT = "django.core.mail.backends.filebased.EmailBackend"
MOST_TROUBLE = 10


def _readable(request):
    """The messages this person may read; 404 for who has no mailbox at all."""
    if not any(reads(request.person) is not None for reads in hooks.readers if request.person):
        raise Http404
    return visible_to(request.person)


@login_required
@never_cache
@require_safe
def box(request):
    readable = _readable(request)
    form = MailSearchForm(request.GET)
    form.is_valid()
    state, words = form.cleaned_data.get("state", ""), form.cleaned_data.get("q", "").replace("\x00", "")
    found = readable
    if state:
        found = found.filter(state__in=TROUBLE if state == "trouble" else [state])
    if words:
        found = found.filter(Q(to__icontains=words) | Q(to_name__icontains=words) | Q(subject__icontains=words))
    page = Paginator(found.order_by("-created_at", "-pk").defer("text", "html"), PAGE).get_page(request.GET.get("page"))
    first = page.number == 1 and not state and not words
    trouble = in_trouble(readable, MOST_TROUBLE + 1) if first else []
    zones = zones_of([*page, *trouble])
    caption = _("Mail that did not arrive")
    context = {
        "form": form,
        "page": page,
        "table": MessageTable(page.object_list, zones=zones),
        "trouble": MessageTable(trouble[:MOST_TROUBLE], zones=zones, caption=caption) if trouble else None,
        "more_trouble": len(trouble) > MOST_TROUBLE,
        "kept": settings.EMAIL_BACKEND == KEPT,
    }
    return render(request, "common/mail/box.html", context)


@login_required
@never_cache
@require_safe
def message(request, pk):
    found = get_object_or_404(_readable(request), pk=pk)
    job = Job.objects.filter(key=f"mail:{found.pk}").first()
    context = {
        "message": found,
        "zone": zones_of([found])[found.scope],
        "badge": state_badge(found),
        "text": mask(found.text),
        "next_try": job.available_at if job and job.state == Job.State.QUEUED and job.tries else None,
        "trouble": found.state in TROUBLE,
        "waiting": found.state == Message.State.QUEUED,
    }
    return render(request, "common/mail/message.html", context)


@login_required
@never_cache
@require_safe
@xframe_options_sameorigin
@csp(
    {
        "default-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "img-src": ["data:"],
        "frame-ancestors": ["'self'"],
        "sandbox": True,
    }
)
def html(request, pk):
    """The HTML version for the sandboxed frame: no script, no form, nothing loaded from anywhere, no working link."""
    return HttpResponse(mask(get_object_or_404(_readable(request), pk=pk).html))


@login_required
@require_POST
def resend(request, pk):
    found = get_object_or_404(_readable(request), pk=pk)
    actions.staff_resend(message=found, by=request.person)
    messages.success(request, _("The mail to %(to)s is on its way again.") % {"to": found.to})
    return redirect("mail:message", pk=found.pk)


@csrf_exempt
@require_POST
def bounces(request):
    """``{"message_id": ..., "reason": ...}`` of a mail provider that knows the secret. Closed while none is set."""
    if not settings.BOUNCE_SECRET:
        raise Http404
    given = request.headers.get("X-Bounce-Secret", "")
    if not hmac.compare_digest(given.encode(), settings.BOUNCE_SECRET.encode()):
        return HttpResponseForbidden("wrong secret", content_type="text/plain")
    report = bounce_of(request.body)
    if report is None:
        return HttpResponseBadRequest('expected {"message_id": "...", "reason": "..."}', content_type="text/plain")
    if not actions.note_bounce(message_id=report[0], reason=report[1]):
        return HttpResponse("unknown message_id", status=404, content_type="text/plain")
    return HttpResponse(status=204)
