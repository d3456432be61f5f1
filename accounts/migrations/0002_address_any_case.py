"""allauth's own address rows, unique in any case of letters too."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("account", "0009_emailaddress_unique_primary_email")]

    operations = [
        migrations.RunSQL(
            "CREATE UNIQUE INDEX account_emailaddress_any_case ON account_emailaddress (lower(email))",
            "DROP INDEX account_emailaddress_any_case",
        )
    ]
