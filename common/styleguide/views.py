import datetime as dt

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.components.props import BUTTON_TONES, TONES
from common.icons import ICONS
from common.styleguide.forms import SampleForm, SampleUploadForm
from common.styleguide.tables import SampleTable

SAMPLE_MOMENT = dt.datetime(2026, 3, 14, 20, 5, tzinfo=dt.UTC)


def _lists() -> dict:
    return {
        "crumbs": [(_("Home"), "#"), (_("Gardens"), "#"), (_("Style guide"),)],
        "facts": [(_("Name"), "Rosa Tamm"), (_("Garden"), "Long Meadow"), (_("Telephone"), "")],
        "steps": [
            {"label": _("Dig"), "state": "done", "url": "#"},
            {"label": _("Sow"), "state": "problem", "note": _("Two rows are too close")},
            {"label": _("Water"), "state": "current"},
            {"label": _("Harvest"), "state": "todo"},
        ],
        "events": [
            {"when": _("March 14, 2026"), "title": _("Watered"), "actor": "Rosa Tamm", "tone": "success"},
            {"when": _("March 2, 2026"), "title": _("Sown"), "text": _("Peas, and a row of beans."), "tone": "primary"},
            {"when": _("February 20, 2026"), "title": _("Dug")},
        ],
        "tabs": [
            {"label": _("Waiting"), "url": "#", "active": True, "count": 3},
            {"label": _("Done"), "url": "#", "count": 12},
            {"label": _("All"), "url": "#"},
        ],
    }


@require_safe
def style_guide(request: HttpRequest) -> HttpResponse:
    """Every component with sample values. The form shows its errors, as after a failed try."""
    table = SampleTable(request=request)
    return render(
        request,
        "common/styleguide/page.html",
        _lists()
        | {
            "tones": TONES,
            "button_tones": BUTTON_TONES,
            "icons": ICONS,
            "moment": SAMPLE_MOMENT,
            "day": SAMPLE_MOMENT.date(),
            "form": SampleForm(),
            "failed_form": SampleForm({"name": "", "email": "not an address"}, prefix="failed", auto_id="id_%s"),
            "upload": SampleUploadForm(),
            "failed_upload": SampleUploadForm({}, {}, prefix="again"),
            "page_obj": Paginator(range(430), 20).get_page(request.GET.get("page", 7)),
            "table": table,
        },
    )
