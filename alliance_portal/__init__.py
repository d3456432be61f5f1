"""Composes every app; imported by none."""

from alliance_portal.celery import app as celery_app

__all__ = ["celery_app"]
