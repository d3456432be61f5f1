"""Where a provider reports: signed, kept, answered; worked afterwards."""

import logging

from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from associations.fees import actions
from associations.fees.models import OnlineAccount
from associations.fees.providers import PROVIDERS
from associations.fees.providers.base import NotGenuine
from common.sealing import Unreadable

log = logging.getLogger("portal.fees")

MOST_BYTES = 512 * 1024


@csrf_exempt
@require_POST
def webhook(request, provider, slug):
    """200 for every event of the association's own provider, known or not: only what is not kept shall come again."""
    if provider not in PROVIDERS:
        raise Http404
    account = get_object_or_404(OnlineAccount, provider=provider, association__slug=slug)
    if len(request.body) > MOST_BYTES:
        return HttpResponseBadRequest("too large")
    try:
        event = PROVIDERS[provider].read(actions.keys_of(account), request.body, request.headers)
    except (NotGenuine, Unreadable) as fault:
        log.warning("an event for account %s was refused: %s", account.pk, fault)
        return HttpResponseBadRequest("not genuine")
    actions.keep_event(account=account, event=event)
    return HttpResponse(status=200)
