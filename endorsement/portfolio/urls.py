from django.urls import path, register_converter

from endorsement.portfolio import views, views_documents, views_memberships, views_transfer
from endorsement.portfolio.models import KINDS

app_name = "portfolio"


class EntryKind:
    """One of the kinds of entry; anything else is no address."""

    regex = "|".join(KINDS)

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(EntryKind, "entry_kind")

urlpatterns = [
    path("portfolio/", views.overview, name="overview"),
    path("portfolio/providers/", views.providers, name="providers"),
    path("portfolio/memberships/", views_memberships.memberships, name="memberships"),
    path("portfolio/memberships/<str:code>/", views_memberships.membership, name="membership"),
    path("portfolio/memberships/<str:code>/remove/", views_memberships.remove_membership, name="remove_membership"),
    path("portfolio/transfer/", views_transfer.transfer, name="transfer"),
    path("portfolio/transfer/my-portfolio.json", views_transfer.export, name="export"),
    path("portfolio/transfer/preview/", views_transfer.preview, name="transfer_preview"),
    path("portfolio/transfer/discard/", views_transfer.discard, name="transfer_discard"),
    path("portfolio/documents/upload/", views_documents.upload, name="upload"),
    path("portfolio/documents/<str:code>/", views_documents.download, name="document"),
    path("portfolio/documents/<str:code>/remove/", views_documents.remove, name="remove_document"),
    path("portfolio/<entry_kind:kind>/add/", views.add, name="add"),
    path("portfolio/<entry_kind:kind>/<str:code>/", views.edit, name="edit"),
    path("portfolio/<entry_kind:kind>/<str:code>/remove/", views.remove, name="remove"),
    path("portfolio/<entry_kind:kind>/<str:code>/restore/", views.restore, name="restore"),
]
