import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('jobs', '0001_initial'), ('jobs', '0002_leases')]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('django_tasks_database', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(help_text='idempotency key: the same work asked for twice is one job', max_length=80, unique=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('county_code', models.CharField(blank=True, max_length=12)),
                ('label', models.CharField(max_length=200, verbose_name='work')),
                ('stage', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed')], default='waiting', max_length=10, verbose_name='stage')),
                ('holder', models.UUIDField(help_text='whose turn it is: what an earlier, presumed dead worker still says is not listened to', null=True)),
                ('done', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0, help_text='0 = not known yet')),
                ('message', models.CharField(blank=True, max_length=500)),
                ('outcome', models.JSONField(default=dict, help_text='what the work found, for its own page')),
                ('result', models.CharField(blank=True, help_text='path below the private folder', max_length=200)),
                ('result_name', models.CharField(blank=True, max_length=200)),
                ('return_url', models.CharField(blank=True, max_length=200)),
                ('asked_at', models.DateTimeField()),
                ('started_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'job',
                'indexes': [models.Index(fields=['by', '-asked_at'], name='jobs_by_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ended_at', None), ('ended_at__gte', models.F('asked_at')), _connector='OR'), name='jobs_end_after_start'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('stage__in', ['done', 'failed'])), models.Q(('ended_at', None), ('stage__in', ['waiting', 'running'])), _connector='OR'), name='jobs_ended_when_over')],
            },
        ),
        migrations.CreateModel(
            name='Lease',
            fields=[
                ('work', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='django_tasks_database.dbtaskresult')),
                ('until', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'lease',
            },
        ),
    ]
