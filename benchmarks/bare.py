"""The yardstick: a bare signed-in Django page with a table of 50 rows, one query, no theme."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.template import Context, Engine

from endorsement.application.models import Application

_TEMPLATE = Engine().from_string(
    "<!doctype html><title>Bare</title><table>{% for row in rows %}<tr><td>{{ row.code }}</td>"
    "<td>{{ row.person.name }}</td><td>{{ row.state }}</td><td>{{ row.state_since }}</td>"
    "<td>{{ row.category_id }}</td></tr>{% endfor %}</table>"
)


@login_required
def bare_page(request):
    rows = Application.objects.select_related("person").order_by("pk")[:50]
    return HttpResponse(_TEMPLATE.render(Context({"rows": rows})))
