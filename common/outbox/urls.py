from django.urls import path

from common.outbox import views

app_name = "mail"

urlpatterns = [
    path("mail/", views.box, name="box"),
    path("mail/bounces/", views.bounces, name="bounces"),
    path("mail/<int:pk>/", views.message, name="message"),
    path("mail/<int:pk>/html/", views.html, name="html"),
    path("mail/<int:pk>/send/", views.resend, name="resend"),
]
