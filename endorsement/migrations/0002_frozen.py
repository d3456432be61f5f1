"""A snapshot is frozen: the database refuses to change or delete it."""

from django.db import migrations

from common.frozen import refuse


class Migration(migrations.Migration):

    dependencies = [("endorsement", "0001_initial")]

    operations = [
        refuse("frozen_snapshot_update", table="endorsement_snapshot", event="UPDATE",
               says="A snapshot is never changed."),
        refuse("frozen_snapshot_delete", table="endorsement_snapshot", event="DELETE",
               says="A snapshot is never deleted."),
    ]
