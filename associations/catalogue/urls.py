"""The public pages of the Standard."""

from django.urls import include, path

from associations.catalogue import views
from competencies.standard import urls as core

app_name = "standard"

urlpatterns = [
    path("", views.categories, name="categories"),
    path("changes/", views.changes, name="changes"),
    path("competencies/", views.competencies, name="competencies"),
    path("which/", views.which, name="which"),
    path("", include(core.urlpatterns)),
    # Last: whatever is no page of its own may be a category.
    path("<slug:slug>/", views.category, name="category"),
]
