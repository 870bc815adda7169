from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0010_readings")]

    operations = [
        migrations.AddField(
            model_name="roster",
            name="answers",
            field=models.JSONField(default=dict, help_text="whether rows with another telephone are the same person, as import_people takes it"),
        ),
    ]
