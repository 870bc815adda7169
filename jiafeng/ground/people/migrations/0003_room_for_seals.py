import jiafeng.common.fields
import jiafeng.ground.people.models.persons
from django.db import migrations, models


class Migration(migrations.Migration):
    """Sealed numbers are longer than plain ones. What named the plain number goes; 0005 puts it on the digest."""

    dependencies = [("people", "0002_consents_lists_posts")]

    operations = [
        migrations.CreateModel(
            name="KeyProof",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sealed", jiafeng.common.fields.SealedField(digest="digest", label="people.keyproof")),
                ("digest", jiafeng.common.fields.DigestField(of="sealed")),
            ],
            options={"constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="people_one_proof_of_keys")]},
        ),
        migrations.RemoveConstraint(model_name="person", name="people_person_once"),
        migrations.RemoveConstraint(model_name="person", name="people_person_once_without_unit"),
        migrations.RemoveIndex(model_name="person", name="people_by_phone"),
        migrations.AlterField(
            model_name="person",
            name="phone",
            field=jiafeng.ground.people.models.persons.PhoneField(verbose_name="mobile phone"),
        ),
    ]
