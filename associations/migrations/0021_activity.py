import common.ids
import django.db.models.deletion
from django.db import migrations, models

from common.frozen import refuse


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_address_any_case'),
        ('associations', '0020_paying_online'),
    ]

    operations = [
        migrations.CreateModel(
            name='ActivityYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(unique=True)),
                ('state', models.CharField(choices=[('preparing', 'being prepared'), ('open', 'open'), ('closed', 'closed')], default='preparing', max_length=20)),
                ('state_since', models.DateTimeField()),
                ('due_on', models.DateField()),
                ('words', models.TextField(blank=True)),
                ('reminder_days', models.JSONField(default=list)),
            ],
            options={
                'ordering': ['-year'],
            },
        ),
        migrations.CreateModel(
            name='ActivitySummary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('asked', 'not begun'), ('begun', 'begun'), ('submitted', 'submitted'), ('reopened', 'being changed')], default='asked', max_length=20)),
                ('state_since', models.DateTimeField()),
                ('is_sample', models.BooleanField(default=False)),
                ('association', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='activity_summaries', to='associations.association')),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='summaries', to='associations.activityyear')),
            ],
        ),
        migrations.CreateModel(
            name='ActivitySubmission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('submitted_at', models.DateTimeField()),
                ('submitted_by_name', models.CharField(max_length=200)),
                ('figures', models.JSONField(default=list)),
                ('files', models.JSONField(default=list)),
                ('superseded_at', models.DateTimeField(blank=True, null=True)),
                ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.person')),
                ('summary', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='associations.activitysummary')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='ActivityRemark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1)),
                ('saved_at', models.DateTimeField()),
                ('saved_by_name', models.CharField(max_length=200)),
                ('key', models.CharField(max_length=40)),
                ('text', models.TextField(blank=True)),
                ('saved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.person')),
                ('summary', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='remarks', to='associations.activitysummary')),
            ],
        ),
        migrations.CreateModel(
            name='ActivityPassage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1)),
                ('saved_at', models.DateTimeField()),
                ('saved_by_name', models.CharField(max_length=200)),
                ('code', models.CharField(default=common.ids.new_code, max_length=12)),
                ('heading', models.CharField(choices=[('programmes', 'Infant mental health and other 0–3 programmes'), ('sustainability', 'Sustainability'), ('grants', 'Grants and funds'), ('training', 'In-service training and higher education'), ('community', 'Community collaboration'), ('policy', 'Policy and systems change'), ('rsc', 'Reflective supervision/consultation')], max_length=20)),
                ('text', models.TextField(blank=True)),
                ('areas', models.JSONField(default=list)),
                ('taken_from', models.CharField(blank=True, max_length=12)),
                ('begun_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('saved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.person')),
                ('summary', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passages', to='associations.activitysummary')),
            ],
            options={
                'ordering': ['begun_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ActivityNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(blank=True, max_length=200)),
                ('told', models.JSONField(default=list)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.person')),
                ('summary', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='associations.activitysummary')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ActivityFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=common.ids.new_code, max_length=12, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('file', models.CharField(max_length=200)),
                ('mime', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('uploaded_at', models.DateTimeField()),
                ('uploaded_by_name', models.CharField(max_length=200)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.person')),
                ('summary', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='associations.activitysummary')),
            ],
            options={
                'ordering': ['uploaded_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ActivitySynopsis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=common.ids.new_code, max_length=12, unique=True)),
                ('state', models.CharField(choices=[('waiting', 'being printed'), ('ready', 'ready'), ('failed', 'failed')], default='waiting', max_length=10)),
                ('requested_at', models.DateTimeField()),
                ('requested_by_name', models.CharField(max_length=200)),
                ('ready_at', models.DateTimeField(blank=True, null=True)),
                ('answered', models.PositiveSmallIntegerField(default=0)),
                ('asked', models.PositiveSmallIntegerField(default=0)),
                ('pages', models.PositiveIntegerField(default=0)),
                ('file', models.CharField(blank=True, max_length=200)),
                ('size', models.PositiveIntegerField(default=0)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('requested_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.person')),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='synopses', to='associations.activityyear')),
            ],
            options={
                'ordering': ['-requested_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='SubmittedPassage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12)),
                ('heading', models.CharField(choices=[('programmes', 'Infant mental health and other 0–3 programmes'), ('sustainability', 'Sustainability'), ('grants', 'Grants and funds'), ('training', 'In-service training and higher education'), ('community', 'Community collaboration'), ('policy', 'Policy and systems change'), ('rsc', 'Reflective supervision/consultation')], max_length=20)),
                ('position', models.PositiveSmallIntegerField()),
                ('text', models.TextField()),
                ('folded', models.TextField()),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passages', to='associations.activitysubmission')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='PassageArea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.CharField(choices=[('identity', 'Identity'), ('cross_systems', 'Cross-systems collaboration'), ('training', 'Competency-informed training'), ('rsc', 'Reflective supervision capacity'), ('structure', 'Organisational structure'), ('policy', 'Policy'), ('higher_education', 'Higher education')], max_length=20)),
                ('by_staff', models.BooleanField(default=False)),
                ('by_name', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.person')),
                ('passage', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='areas', to='associations.submittedpassage')),
            ],
        ),
        migrations.AddConstraint(
            model_name='activitysubmission',
            constraint=models.UniqueConstraint(fields=('summary', 'number'), name='activity_submission_number'),
        ),
        migrations.AddConstraint(
            model_name='activitysubmission',
            constraint=models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True)), fields=('summary',), name='activity_submission_newest'),
        ),
        migrations.AddConstraint(
            model_name='activityremark',
            constraint=models.UniqueConstraint(fields=('summary', 'key'), name='activity_remark_once'),
        ),
        migrations.AddConstraint(
            model_name='activitypassage',
            constraint=models.UniqueConstraint(fields=('summary', 'code'), name='activity_passage_once'),
        ),
        migrations.AddConstraint(
            model_name='activityfile',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_at__isnull', True)), fields=('summary', 'sha256'), name='activity_file_once'),
        ),
        migrations.AddConstraint(
            model_name='activitysynopsis',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('year',), name='synopsis_one_waiting'),
        ),
        migrations.AddConstraint(
            model_name='activitysynopsis',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'ready'), _negated=True), models.Q(models.Q(('sha256', ''), _negated=True), models.Q(('file', ''), _negated=True)), _connector='OR'), name='synopsis_ready_has_its_file'),
        ),
        migrations.AddConstraint(
            model_name='activitysummary',
            constraint=models.UniqueConstraint(fields=('year', 'association'), name='activity_summary_once'),
        ),
        migrations.AddConstraint(
            model_name='submittedpassage',
            constraint=models.UniqueConstraint(fields=('submission', 'code'), name='submitted_passage_once'),
        ),
        migrations.AddConstraint(
            model_name='passagearea',
            constraint=models.UniqueConstraint(fields=('passage', 'area'), name='passage_area_once'),
        ),
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
