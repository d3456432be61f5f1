from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "alliance_portal"
    verbose_name = "Alliance Portal"

    def ready(self):
        from alliance_portal import checks  # noqa: F401 - registers the system checks
