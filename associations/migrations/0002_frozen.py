"""What an association has submitted is frozen: the database refuses to change or delete it."""

from django.db import migrations

from common.frozen import refuse


class Migration(migrations.Migration):

    dependencies = [("associations", "0001_initial")]

    operations = [
        refuse("frozen_activity_passage_update", table="associations_submittedpassage", event="UPDATE",
               says="What was submitted is never changed."),
        refuse("frozen_activity_passage_delete", table="associations_submittedpassage", event="DELETE",
               says="What was submitted is never deleted."),
        refuse("frozen_activity_submission_update", table="associations_activitysubmission", event="UPDATE",
               when="NEW.figures <> OLD.figures OR NEW.files <> OLD.files OR NEW.number <> OLD.number "
                    "OR NEW.summary_id <> OLD.summary_id OR NEW.submitted_at <> OLD.submitted_at",
               says="What was submitted is never changed."),
        refuse("frozen_activity_submission_delete", table="associations_activitysubmission", event="DELETE",
               says="What was submitted is never deleted."),
    ]
