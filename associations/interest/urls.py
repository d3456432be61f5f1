from django.urls import path

from associations.interest import views

app_name = "interest"

urlpatterns = [
    path("interest/", views.ask, name="ask"),
    path("interest/thanks/", views.thanks, name="thanks"),
    path("alliance/interest/", views.everything, name="list"),
    path("alliance/interest/report/", views.report, name="report"),
    path("alliance/interest/report.csv", views.report_file, name="report_file"),
    path("alliance/interest/<slug:code>/", views.open_one, name="open"),
    path("alliance/interest/<slug:code>/plan/", views.plan, name="plan"),
    path("alliance/interest/<slug:code>/<slug:name>/", views.move, name="move"),
    path("alliance/assistance/", views.assistance, name="assistance"),
    path("alliance/assistance/add/", views.note_assistance, name="assistance_add"),
    path("alliance/assistance/<int:pk>/", views.note_assistance, name="assistance_change"),
    path("alliance/assistance/<int:pk>/remove/", views.remove_assistance, name="assistance_remove"),
]
