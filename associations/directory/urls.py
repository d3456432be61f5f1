from django.urls import path

from associations.directory.views import houses, licences, public

app_name = "directory"

urlpatterns = [
    path("associations/", public.alliance, name="alliance"),
    path("alliance/associations/", houses.associations, name="list"),
    path("alliance/associations/add/", houses.add, name="add"),
    path("alliance/associations/<slug:slug>/", houses.edit, name="edit"),
    path("alliance/associations/<slug:slug>/licences/add/", licences.licence, name="licence_add"),
    path("alliance/associations/<slug:slug>/licences/<int:pk>/", licences.licence, name="licence"),
    path("alliance/associations/<slug:slug>/waimh/add/", licences.affiliation, name="affiliation_add"),
    path("alliance/associations/<slug:slug>/waimh/<int:pk>/", licences.affiliation, name="affiliation"),
    path("alliance/licences/", licences.overview, name="licences"),
    path("a/<slug:slug>/settings/licences/<int:pk>/document/", licences.document, name="licence_document"),
    path("a/<slug:slug>/", public.house, name="house"),
    path("a/<slug:slug>/look.css", public.look, name="look"),
    path("a/<slug:slug>/logo/", public.logo, name="house_logo"),
    path("a/<slug:slug>/settings/dates/add/", houses.date, name="date_add"),
    path("a/<slug:slug>/settings/dates/<int:pk>/", houses.date, name="date"),
    path("a/<slug:slug>/settings/dates/<int:pk>/remove/", houses.remove_date, name="date_remove"),
    path("a/<slug:slug>/settings/", houses.settings, name="settings"),
    path("a/<slug:slug>/settings/logo/", houses.logo, name="logo"),
    path("a/<slug:slug>/settings/signatories/add/", houses.signatory, name="signatory_add"),
    path("a/<slug:slug>/settings/signatories/<int:pk>/", houses.signatory, name="signatory"),
    path("a/<slug:slug>/settings/signatories/<int:pk>/remove/", houses.remove_signatory, name="signatory_remove"),
    path("a/<slug:slug>/settings/signatories/<int:pk>/signature/", houses.signature, name="signature"),
]
