from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People and sign-in"

    def ready(self):
        from auditlog.registry import auditlog

        from accounts import receivers  # noqa: F401 - connects what the sign-in library tells us
        from accounts.models import Person

        auditlog.register(Person)
