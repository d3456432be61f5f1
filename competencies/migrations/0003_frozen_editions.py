from django.db import migrations
from django.db.models import F

from common.frozen import refuse

OPEN = "EXISTS (SELECT 1 FROM competencies_amendment a WHERE a.edition_key = {key} AND a.closed_at IS NULL)"
PUBLISHED = (
    "EXISTS (SELECT 1 FROM competencies_edition e WHERE e.id = {row}.edition_id AND e.published_at IS NOT NULL AND NOT "
    + OPEN.format(key="e.key")
    + ")"
)
SAYS = "What a published edition asks is frozen; it changes only within an amendment."


def already_published(apps, schema_editor):
    apps.get_model("competencies", "Edition").objects.filter(published_at=None).update(published_at=F("loaded_at"))


def frozen_rows(table):
    for event, rows in {"INSERT": ["NEW"], "UPDATE": ["OLD", "NEW"], "DELETE": ["OLD"]}.items():
        when = " OR ".join(PUBLISHED.format(row=row) for row in rows)
        yield refuse(f"frozen_{table}_{event.lower()}", table=f"competencies_{table}", event=event, when=when, says=SAYS)


FACTS = " OR ".join(
    [
        *(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in ("id", "key", "in_force_from", "grace_until")),
        "NEW.published_at IS DISTINCT FROM OLD.published_at",
        # An open edition ends when its last day is set; that day then stands.
        "(OLD.in_force_until IS NOT NULL AND NEW.in_force_until IS DISTINCT FROM OLD.in_force_until)",
    ]
)
UNAMENDED = "OLD.published_at IS NOT NULL AND NOT " + OPEN.format(key="OLD.key")
TRACE = " OR ".join(
    f"NEW.{name} IS DISTINCT FROM OLD.{name}"
    for name in ("id", "edition_key", "reason", "changes", "by_id", "by_name", "opened_at")
)


class Migration(migrations.Migration):

    dependencies = [
        ('competencies', '0002_editions_in_the_portal'),
    ]

    operations = [
        migrations.RunPython(already_published, migrations.RunPython.noop),
        *frozen_rows("requirement"),
        *frozen_rows("editioncompetency"),
        refuse("frozen_edition_update", table="competencies_edition", event="UPDATE", says=SAYS,
               when=f"({UNAMENDED}) AND ({FACTS})"),
        refuse("frozen_edition_delete", table="competencies_edition", event="DELETE", says=SAYS, when=UNAMENDED),
        refuse("frozen_amendment_update", table="competencies_amendment", event="UPDATE",
               says="The trace of an amendment is never changed.", when=f"OLD.closed_at IS NOT NULL OR {TRACE}"),
        refuse("frozen_amendment_delete", table="competencies_amendment", event="DELETE",
               says="The trace of an amendment is never deleted."),
    ]
