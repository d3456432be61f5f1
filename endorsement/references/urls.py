"""Addresses of references: the applicant's, the rater's (by link, without an account), the coordinator's."""

from django.urls import path, re_path

from endorsement.references.views import applicant, coordinator, rater

app_name = "references"

urlpatterns = [
    path("references/<slug:slug>/<slug:category_key>/", applicant.ask, name="ask"),
    path("references/<slug:slug>/<slug:category_key>/address-hint/", applicant.address_hint, name="address_hint"),
    path("references/<slug:slug>/<slug:category_key>/<slug:code>/resend/", applicant.resend, name="resend"),
    path("references/<slug:slug>/<slug:category_key>/<slug:code>/correct/", applicant.correct, name="correct"),
    path("references/<slug:slug>/<slug:category_key>/<slug:code>/replace/", applicant.replace, name="replace"),
    path("references/<slug:slug>/<slug:category_key>/<slug:code>/access/", applicant.access, name="access"),
    # Anything that stands where a link's secret stands gets an answer of ours, mangled or not.
    re_path(r"^rate/(?P<token>[^/]+)/$", rater.rate, name="rate"),
    re_path(r"^rate/(?P<token>[^/]+)/save/$", rater.save, name="save"),
    re_path(r"^rate/(?P<token>[^/]+)/decline/$", rater.decline, name="decline"),
    re_path(r"^rate/(?P<token>[^/]+)/thanks/$", rater.thanks, name="thanks"),
    path("a/<slug:slug>/references/items/", coordinator.items, name="items"),
    path("a/<slug:slug>/references/<slug:code>/", coordinator.handle, name="handle"),
    path("a/<slug:slug>/references/<slug:code>/vet/", coordinator.vet, name="vet"),
]
