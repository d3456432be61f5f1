"""Mounts the features' addresses."""

from importlib.util import find_spec

from django.urls import include, path

# Each feature's addresses are written from the root, so that /a/<slug>/... can belong to several of them.
FEATURES = ("portfolio", "application", "references", "review", "decision", "award", "texts", "roster", "reports")

urlpatterns = [
    path("", include(f"endorsement.{feature}.urls")) for feature in FEATURES if find_spec(f"endorsement.{feature}.urls")
]
