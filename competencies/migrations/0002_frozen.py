"""What is published is frozen: the database refuses a change outside an amendment, and any change of its trace."""

from django.db import migrations

from common.frozen import refuse

OPEN = "EXISTS (SELECT 1 FROM competencies_amendment a WHERE a.edition_key = {key} AND a.closed_at IS NULL)"
ASKS = "What a published edition asks is frozen; it changes only within an amendment."
RENEWALS = "What renewals ask is frozen once it is published; it changes only within an amendment."
RULES = "Whose RSC counts on a day is frozen; it changes only within an amendment."


def changes(*names):
    return " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in names)


def ends(name):
    """What is open is given its last day once; that day then stands."""
    return f"(OLD.{name} IS NOT NULL AND NEW.{name} IS DISTINCT FROM OLD.{name})"


def unamended(key):
    return "OLD.published_at IS NOT NULL AND NOT " + OPEN.format(key=key)


def rows_of(edition, key, table, says):
    """The rows of a published edition: ``key`` is the SQL of what its amendment calls it."""
    published = (
        f"EXISTS (SELECT 1 FROM competencies_{edition} e WHERE e.id = {{row}}.edition_id AND e.published_at IS NOT NULL "
        f"AND NOT {OPEN.format(key=key)})"
    )
    for event, rows in {"INSERT": ["NEW"], "UPDATE": ["OLD", "NEW"], "DELETE": ["OLD"]}.items():
        when = " OR ".join(published.format(row=row) for row in rows)
        yield refuse(f"frozen_{table}_{event.lower()}", table=f"competencies_{table}", event=event, when=when, says=says)


EDITION = unamended("OLD.key")
RENEWAL = unamended("'renewal-' || OLD.key")
RULES_CLOSED = "NOT " + OPEN.format(key="'provider-rules'")
FACTS = f"{changes('id', 'key', 'in_force_from', 'grace_until', 'published_at')} OR {ends('in_force_until')}"
TRACE = changes("id", "edition_key", "reason", "changes", "by_id", "by_name", "opened_at")


class Migration(migrations.Migration):

    dependencies = [("competencies", "0001_initial")]

    operations = [
        *rows_of("edition", "e.key", "requirement", ASKS),
        *rows_of("edition", "e.key", "editioncompetency", ASKS),
        refuse("frozen_edition_update", table="competencies_edition", event="UPDATE", says=ASKS,
               when=f"({EDITION}) AND ({FACTS})"),
        refuse("frozen_edition_delete", table="competencies_edition", event="DELETE", says=ASKS, when=EDITION),
        refuse("frozen_amendment_update", table="competencies_amendment", event="UPDATE",
               says="The trace of an amendment is never changed.", when=f"OLD.closed_at IS NOT NULL OR {TRACE}"),
        refuse("frozen_amendment_delete", table="competencies_amendment", event="DELETE",
               says="The trace of an amendment is never deleted."),
        *rows_of("renewaledition", "'renewal-' || e.key", "renewalrule", RENEWALS),
        refuse("frozen_renewaledition_update", table="competencies_renewaledition", event="UPDATE", says=RENEWALS,
               when=f"({RENEWAL}) AND ({changes('id', 'key', 'in_force_from', 'published_at')} "
                    f"OR {ends('in_force_until')})"),
        refuse("frozen_renewaledition_delete", table="competencies_renewaledition", event="DELETE", says=RENEWALS,
               when=RENEWAL),
        refuse("frozen_providerrule_update", table="competencies_providerrule", event="UPDATE", says=RULES,
               when=f"({RULES_CLOSED}) AND ({changes('id', 'position', 'valid_from', 'applies_to', 'providers')} "
                    f"OR {ends('valid_until')})"),
        refuse("frozen_providerrule_delete", table="competencies_providerrule", event="DELETE", says=RULES,
               when=RULES_CLOSED),
    ]
