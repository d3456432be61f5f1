"""The addresses of the Standard's staff pages; what everybody may read is in ``associations.catalogue``."""

from django.urls import include, path

urlpatterns = [path("editions/", include("competencies.editions.urls"))]
