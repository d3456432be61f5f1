from django.urls import path

from endorsement.texts import views

app_name = "texts"

urlpatterns = [
    path("alliance/texts/", views.overview, name="overview"),
    path("alliance/texts/template-<slug:language>.<slug:ending>", views.template, name="template"),
    path("alliance/texts/<slug:code>/", views.file, name="file"),
    path("alliance/texts/<slug:code>/publish/", views.publish, name="publish"),
    path("alliance/texts/<slug:code>/discard/", views.discard, name="discard"),
]
