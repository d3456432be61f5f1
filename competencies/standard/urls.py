"""The addresses that need no association; associations/catalogue/urls.py serves them with its own under /standard/."""

from django.urls import path

from competencies.standard import views

urlpatterns = [
    path("portfolio-1.schema.json", views.portfolio_schema, name="portfolio_schema"),
]
