import common.ids
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=16, unique=True)),
                ('slug', models.SlugField(max_length=20, unique=True)),
                ('kind', models.CharField(help_text='What both tracks share, e.g. FS for IFS and ECFS.', max_length=12)),
                ('track', models.CharField(choices=[('infant', 'birth to 36 months'), ('early_childhood', '3 up to 6 years'), ('both', 'either age group')], max_length=16)),
                ('english_name', models.CharField(max_length=120)),
                ('names', models.JSONField(default=dict, help_text='By language, as the licence holder published them.')),
                ('suffix', models.CharField(blank=True, max_length=16)),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'category',
                'verbose_name_plural': 'categories',
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='Competency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=160, unique=True)),
                ('area', models.CharField(max_length=120)),
                ('english_title', models.CharField(max_length=200)),
                ('titles', models.JSONField(default=dict)),
                ('texts', models.JSONField(default=dict)),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'competency',
                'verbose_name_plural': 'competencies',
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=16, unique=True)),
                ('in_force_from', models.DateField()),
                ('in_force_until', models.DateField(blank=True, null=True)),
                ('grace_until', models.DateField(blank=True, null=True)),
                ('source', models.CharField(choices=[('text', 'a text file'), ('portal', 'published in the portal')], default='text', max_length=8)),
                ('text_sha256', models.CharField(max_length=64)),
                ('loaded_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'edition',
                'verbose_name_plural': 'editions',
                'ordering': ['in_force_from'],
            },
        ),
        migrations.CreateModel(
            name='ProviderRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_until', models.DateField(blank=True, null=True)),
                ('applies_to', models.JSONField(default=list)),
                ('providers', models.JSONField(default=list)),
                ('position', models.PositiveSmallIntegerField(unique=True)),
            ],
            options={
                'verbose_name': 'provider rule',
                'verbose_name_plural': 'provider rules',
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='RenewalEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=8, unique=True)),
                ('in_force_from', models.DateField()),
                ('in_force_until', models.DateField(blank=True, null=True)),
                ('text_sha256', models.CharField(max_length=64)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'edition of renewals',
                'verbose_name_plural': 'editions of renewals',
                'ordering': ['in_force_from'],
            },
        ),
        migrations.CreateModel(
            name='StandardLoad',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('loaded_at', models.DateTimeField()),
                ('sha256', models.CharField(help_text='Of all texts loaded, in order.', max_length=64)),
            ],
            options={
                'verbose_name': 'load of the Standard',
                'verbose_name_plural': 'loads of the Standard',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Amendment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition_key', models.CharField(db_index=True, max_length=16)),
                ('reason', models.TextField()),
                ('changes', models.JSONField(default=list)),
                ('by_id', models.BigIntegerField(null=True)),
                ('by_name', models.CharField(blank=True, max_length=200)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'amendment',
                'verbose_name_plural': 'amendments',
                'ordering': ['-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('edition_key',), name='amendment_open_once')],
            },
        ),
        migrations.CreateModel(
            name='EditionDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=common.ids.new_code, editable=False, max_length=12, unique=True)),
                ('key', models.CharField(max_length=16)),
                ('base_key', models.CharField(max_length=16)),
                ('requirements', models.JSONField(default=dict)),
                ('competencies', models.JSONField(default=dict)),
                ('in_force_from', models.DateField()),
                ('grace_until', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('state', models.CharField(choices=[('draft', 'draft'), ('published', 'published'), ('discarded', 'discarded')], default='draft', max_length=12)),
                ('state_since', models.DateTimeField()),
                ('begun_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'draft of an edition',
                'verbose_name_plural': 'drafts of editions',
                'ordering': ['-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'discarded'), _negated=True), fields=('key',), name='edition_draft_key_once')],
            },
        ),
        migrations.CreateModel(
            name='EditionCompetency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('standing', models.CharField(choices=[('asked', 'asked'), ('example', 'example')], max_length=8)),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='asked_competencies', to='competencies.category')),
                ('competency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='asked_by', to='competencies.competency')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='asked_competencies', to='competencies.edition')),
            ],
            options={
                'verbose_name': 'competency asked',
                'verbose_name_plural': 'competencies asked',
                'ordering': ['competency__position'],
                'constraints': [models.UniqueConstraint(fields=('edition', 'category', 'competency'), name='competency_once_per_edition_and_category')],
            },
        ),
        migrations.CreateModel(
            name='RenewalRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('regime', models.CharField(max_length=12)),
                ('position', models.PositiveSmallIntegerField()),
                ('months', models.PositiveSmallIntegerField()),
                ('requirement', models.CharField(max_length=40)),
                ('params', models.JSONField(default=dict)),
                ('conditions', models.JSONField(default=dict)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='competencies.renewaledition')),
            ],
            options={
                'verbose_name': 'rule of renewals',
                'verbose_name_plural': 'rules of renewals',
                'ordering': ['edition__in_force_from', 'regime', 'position'],
                'constraints': [models.UniqueConstraint(fields=('edition', 'regime', 'position'), name='renewal_rule_once')],
            },
        ),
        migrations.CreateModel(
            name='Requirement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('params', models.JSONField(default=dict)),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requirements', to='competencies.category')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='requirements', to='competencies.edition')),
            ],
            options={
                'verbose_name': 'requirement',
                'verbose_name_plural': 'requirements',
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('edition', 'category', 'kind'), name='requirement_once_per_category')],
            },
        ),
        migrations.CreateModel(
            name='TextVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.CharField(choices=[('category_names', 'Names of categories'), ('competency_titles', 'Titles of competencies'), ('competency_texts', 'Full texts of competencies')], max_length=20)),
                ('language', models.CharField(max_length=8)),
                ('version', models.PositiveIntegerField()),
                ('texts', models.JSONField()),
                ('published_at', models.DateTimeField()),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('section', 'language', 'version'), name='text_version')],
            },
        ),
    ]
