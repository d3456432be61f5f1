"""Pages of the mechanisms."""

from django.urls import include, path

from common.styleguide.views import style_guide

urlpatterns = [
    path("style-guide/", style_guide, name="style-guide"),
    path("", include("common.outbox.urls")),
]
