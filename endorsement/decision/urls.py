from django.urls import path

from endorsement.decision import views

app_name = "decision"
_CASE = "a/<slug:slug>/applications/<str:code>/decision/"

urlpatterns = [
    path(_CASE, views.edit, name="edit"),
    path(_CASE + "save/", views.save, name="save"),
    path(_CASE + "preview/", views.preview, name="preview"),
    path(_CASE + "send/", views.send, name="send"),
    path("applications/<str:code>/letters/", views.letters, name="letters"),
]
