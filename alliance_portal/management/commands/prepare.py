"""Everything between a fresh checkout and a portal that can serve, in one process. Safe to run at every start."""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.utils.translation import gettext as _

from accounts.models import Person
from alliance_portal.demo.people import DEMO_PASSWORD, SIGN_INS, sign_in_addresses
from associations.people.enums import Role
from associations.people.models import RoleGrant


class Command(BaseCommand):
    help = "Migrates, loads the Standard and the associations, collects static files, seeds the demo on first start."

    def add_arguments(self, parser):
        parser.add_argument("--greeting", help="file that receives what to tell whoever started the portal")

    def handle(self, *args, **options):
        try:
            connection.ensure_connection()
        except OperationalError as error:
            raise CommandError(f"The database does not answer: {error}") from error
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_standard", verbosity=0)
        call_command("load_associations", verbosity=0)
        self._collect_static()
        self._keep_demo_and_work_apart()
        if settings.PORTAL_DEMO and not Person.objects.exists():
            self.stdout.write(_("First start: inventing people for the demonstration (about a minute) ..."))
            call_command("seed_demo")
        if options["greeting"]:
            Path(options["greeting"]).write_text(self._greeting())

    @staticmethod
    def _keep_demo_and_work_apart():
        """Invented and real people never share a database: either way round would be a false registry."""
        invented = Person.objects.filter(is_sample=True).exists()
        real = Person.objects.filter(is_sample=False).exists()
        if settings.PORTAL_DEMO and real:
            raise CommandError(
                f"{settings.PORTAL_DATA} holds real people; the demo does not start on it. "
                "Start with --no-demo, or choose another folder: PORTAL_DATA=..."
            )
        if not settings.PORTAL_DEMO and invented:
            raise CommandError(
                f"{settings.PORTAL_DATA} holds the demo's invented people. Choose another folder for real work: "
                "PORTAL_DATA=... ./script/run --no-demo"
            )

    @staticmethod
    def _collect_static():
        """Only when a file changed: collecting, hashing and compressing takes seconds."""
        sources = [Path(__file__).resolve().parents[3] / "requirements.txt"]
        for root in settings.STATICFILES_DIRS:
            sources += [path for path in Path(root).rglob("*") if path.is_file()]
        for app in apps.get_app_configs():
            folder = Path(app.path) / "static"
            sources += [folder] if folder.is_dir() else []
        newest = f"{len(sources)} {max(path.stat().st_mtime for path in sources)}"
        stamp = Path(settings.PORTAL_DATA) / "static.stamp"
        if stamp.exists() and stamp.read_text() == newest and Path(settings.STATIC_ROOT).is_dir():
            return
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(newest)

    @staticmethod
    def _greeting() -> str:
        lines = ["", f"  The portal is ready: {settings.PORTAL_URL}/", ""]
        if settings.PORTAL_DEMO:
            lines += ["  Demonstration: all people are invented. Choose a role on the sign-in page, or sign in as", ""]
            lines += [f"    {label!s:26} {email}" for label, email in SIGN_INS]
            later = list(sign_in_addresses().values())[len(SIGN_INS) :]
            lines += [f"    {'Applicants further on':26} {', '.join(later)}"]
            lines += ["", f"  Password of all: {DEMO_PASSWORD}"]
        elif not RoleGrant.objects.filter(role=Role.ALLIANCE_STAFF, ended_at__isnull=True).exists():
            lines += [
                "  Nobody looks after it yet. In another terminal, make the first Alliance administrator:",
                "",
                '    ./script/manage make_alliance_admin --email you@example.org --name "Your Name"',
            ]
        lines += ["", "  Ctrl-C stops everything.", ""]
        return "\n".join(lines)
