"""``/healthz``: 200 when web, worker and scheduler live, 503 naming the dead ones."""

import datetime

from django.conf import settings
from django.db import DatabaseError
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common import clock
from common.heartbeat.models import Heartbeat

PARTS = ("worker", "scheduler")


@require_safe
@never_cache
def healthz(request):
    oldest = clock.now() - datetime.timedelta(seconds=settings.HEARTBEAT_STALE_SECONDS)
    try:
        alive = set(Heartbeat.objects.filter(name__in=PARTS, at__gte=oldest).values_list("name", flat=True))
    except DatabaseError:
        return JsonResponse({"status": "dead", "dead": ["database"], "web": "alive"}, status=503)
    states = {"web": "alive"} | {part: "alive" if part in alive else "dead" for part in PARTS}
    dead = [part for part, state in states.items() if state == "dead"]
    return JsonResponse({"status": "dead" if dead else "alive", "dead": dead, **states}, status=503 if dead else 200)
