from django.urls import path

from competencies.editions import views

app_name = "editions"

urlpatterns = [
    path("", views.editions, name="list"),
    path("copy/", views.copy, name="copy"),
    path("published/<str:key>.yaml", views.edition_text, name="edition_text"),
    path("<str:code>/", views.draft, name="draft"),
    path("<str:code>/text.yaml", views.draft_text, name="draft_text"),
    path("<str:code>/publish/", views.publish, name="publish"),
    path("<str:code>/take-back/", views.take_back, name="take_back"),
    path("<str:code>/discard/", views.discard, name="discard"),
    path("<str:code>/<slug:kind>/", views.kind, name="kind"),
    path("<str:code>/<slug:kind>/competencies/", views.competencies, name="competencies"),
    path("<str:code>/<slug:kind>/<str:key>/", views.requirement, name="requirement"),
    path("<str:code>/<slug:kind>/<str:key>/remove/", views.remove, name="remove"),
]
