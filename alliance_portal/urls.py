"""Every address of the portal, by feature."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import TemplateView

from alliance_portal import views
from common.heartbeat.views import healthz

# The admin has no door of its own: one sign-in, with its rate limits and second factor.
admin.site.login = secure_admin_login(admin.site.login)

urlpatterns = [
    path("", views.home, name="home"),
    path("about/", TemplateView.as_view(template_name="about.html"), name="about"),
    path("accounts/", include("accounts.urls")),
    path("", include("associations.urls")),
    path("", include("endorsement.urls")),
    path("", include("competencies.urls")),
    path("", include("common.urls")),
    path("healthz", healthz, name="healthz"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
]
if settings.PORTAL_DEMO:
    urlpatterns.append(path("", include("alliance_portal.demo.urls")))
