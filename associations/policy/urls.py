from django.urls import path

from associations.policy import views

app_name = "policy"

urlpatterns = [
    path("alliance/differences/", views.all_overlays, name="all_overlays"),
    path("a/<slug:slug>/differences/", views.overlays, name="overlays"),
    path("a/<slug:slug>/differences/propose/", views.propose, name="propose"),
    path("a/<slug:slug>/differences/<slug:key>/", views.overlay, name="overlay"),
    path("a/<slug:slug>/differences/<slug:key>/approve/", views.approve, name="approve"),
    path("a/<slug:slug>/differences/<slug:key>/end/", views.end, name="end"),
    path("a/<slug:slug>/differences/<slug:key>/refuse/", views.refuse, name="refuse"),
    path("a/<slug:slug>/differences/<slug:key>/withdraw/", views.withdraw, name="withdraw"),
]
