"""What programs read of the Standard."""

from django.http import JsonResponse
from django.views.decorators.http import require_safe

from competencies.assessment import schema


@require_safe
def portfolio_schema(request):
    """The JSON Schema of the portfolio document, for those who exchange portfolios with the portal."""
    return JsonResponse(schema.portfolio_schema(), content_type="application/schema+json")
