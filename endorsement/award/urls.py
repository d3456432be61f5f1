from django.urls import path

from endorsement.award.views import holder, office, public

app_name = "award"
urlpatterns = [
    path("registry/", public.registry, name="registry"),
    path("verify/", public.verify, name="verify"),
    path("verify/<str:code>/", public.verify_code, name="verify_code"),
    path("endorsements/", holder.mine, name="mine"),
    path("endorsements/name/", holder.name, name="name"),
    path("endorsements/name/specimen.pdf", holder.name_preview, name="name_preview"),
    path("endorsements/<int:pk>/certificate.pdf", holder.certificate, name="certificate"),
    path("endorsements/<int:pk>/prepare/", holder.prepare, name="prepare"),
    path("endorsements/<int:pk>/status/", holder.status, name="status"),
    path("endorsements/<int:pk>/listing/", holder.listing, name="listing"),
    path("certificates/", office.certificates, name="all_certificates"),
    path("a/<slug:slug>/certificates/", office.certificates, name="certificates"),
    path("a/<slug:slug>/endorsements/<int:pk>/", office.record, name="record"),
    path("a/<slug:slug>/endorsements/<int:pk>/standing/", office.standing, name="standing"),
    path("a/<slug:slug>/endorsements/<int:pk>/name/", office.mend_name, name="mend_name"),
    path("a/<slug:slug>/endorsements/<int:pk>/print/", office.print_again, name="print_again"),
    path("a/<slug:slug>/endorsements/<int:pk>/prepare/", office.prepare, name="prepare_for"),
    path("a/<slug:slug>/certificate-wording/", office.wording, name="wording"),
    path("a/<slug:slug>/certificate-wording/preview/", office.wording_preview, name="wording_preview"),
    path("a/<slug:slug>/certificate-wording/specimen.pdf", office.wording_pdf, name="wording_pdf"),
]
