"""Mounts the features' addresses, each written from the root, since /a/<slug>/... belongs to several."""

from django.urls import include, path

urlpatterns = [
    path("", include("associations.activity.urls")),
    path("", include("associations.directory.urls")),
    path("", include("associations.interest.urls")),
    path("", include("associations.fees.urls")),
    path("", include("associations.people.urls")),
    path("", include("associations.merging.urls")),
    path("", include("associations.policy.urls")),
    path("", include("associations.settling.urls")),
    path("", include("associations.training.urls")),
    path("standard/", include("associations.catalogue.urls")),
]
