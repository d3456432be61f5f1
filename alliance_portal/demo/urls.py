from django.urls import path

from alliance_portal.demo import views

urlpatterns = [path("demo/sign-in/", views.sign_in, name="demo-sign-in")]
