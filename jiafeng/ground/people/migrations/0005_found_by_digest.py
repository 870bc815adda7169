import jiafeng.common.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """The digest stands where the plain number stood in constraints and indexes; the identity number joins it."""

    dependencies = [("people", "0004_seal_numbers")]

    operations = [
        migrations.AddField(
            model_name='person',
            name='id_number',
            field=jiafeng.common.fields.SealedField(blank=True, default='', digest='id_digest', label='people.person.id_number', max_length=200, verbose_name='identity number'),
        ),
        migrations.AddField(
            model_name='person',
            name='id_digest',
            field=jiafeng.common.fields.DigestField(of='id_number'),
        ),
        migrations.AddField(
            model_name='person',
            name='phone_digest',
            field=jiafeng.common.fields.DigestField(of='phone'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['county', 'phone_digest'], name='people_by_phone'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(condition=models.Q(('phone_digest', ''), _negated=True), fields=('county', 'name_key', 'organisation', 'phone_digest'), name='people_person_once'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(condition=models.Q(('organisation', None), models.Q(('phone_digest', ''), _negated=True)), fields=('county', 'name_key', 'phone_digest'), name='people_person_once_without_unit'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(condition=models.Q(('id_digest', ''), _negated=True), fields=('county', 'id_digest'), name='people_identity_once'),
        ),
    ]
