import datetime

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('competencies', '0004_licensed_texts'),
    ]

    operations = [
        migrations.AddField(
            model_name='editiondraft',
            name='in_force_from',
            field=models.DateField(default=datetime.date(2027, 1, 1)),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='editiondraft',
            name='grace_until',
            field=models.DateField(blank=True, null=True),
        ),
    ]
