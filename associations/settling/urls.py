from django.urls import path

from associations.settling import views

app_name = "settling"

urlpatterns = [
    path("a/<slug:slug>/settings/policy/", views.overview, name="overview"),
    path("a/<slug:slug>/settings/policy/change/<slug:part>/", views.change, name="change"),
    path("a/<slug:slug>/settings/policy/<int:pk>/take-back/", views.take_back, name="take_back"),
]
