import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('plans', '0001_initial')]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('records', '0001_initial'),
        ('units', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.region')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('theme', models.CharField(max_length=120, verbose_name='theme')),
                ('stage', models.CharField(choices=[('draft', 'Draft'), ('issued', 'Issued'), ('closed', 'Closed')], default='draft', max_length=10, verbose_name='stage')),
                ('issued_at', models.DateTimeField(null=True)),
                ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revision', models.PositiveIntegerField(default=1)),
            ],
            options={
                'verbose_name': 'plan',
                'ordering': ['-year', 'title'],
                'constraints': [models.UniqueConstraint(fields=('county', 'year', 'title'), name='plans_plan_once'), models.CheckConstraint(condition=models.Q(models.Q(('issued_at', None), ('issued_by', None)), models.Q(('issued_at__isnull', False), ('issued_by__isnull', False)), _connector='OR'), name='plans_issued_by_and_at'), models.CheckConstraint(condition=models.Q(('year__gte', 2000), ('year__lte', 2100)), name='plans_year_plausible')],
            },
        ),
        migrations.CreateModel(
            name='PlanLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.region')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='plans.plan')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('title', models.CharField(max_length=120, verbose_name='measure')),
                ('content', models.TextField(blank=True, max_length=2000, verbose_name='what is to be done')),
                ('duty', models.CharField(help_text='The rule, duty or document this measure comes from.', max_length=120, verbose_name='source duty')),
                ('due_on', models.DateField(verbose_name='due date')),
                ('target_figure', models.CharField(blank=True, max_length=60, verbose_name='target figure')),
                ('target_value', models.PositiveIntegerField(blank=True, null=True, verbose_name='target value')),
                ('stage', models.CharField(choices=[('planned', 'Planned'), ('deployed', 'Deployed'), ('done', 'Carried out'), ('dropped', 'Dropped')], default='planned', max_length=10, verbose_name='stage')),
                ('outcome', models.CharField(blank=True, max_length=500, verbose_name='what was done')),
                ('revision', models.PositiveIntegerField(default=1)),
            ],
            options={
                'verbose_name': 'plan line',
                'ordering': ['plan', 'number'],
                'constraints': [models.UniqueConstraint(fields=('plan', 'number'), name='plans_line_number_once'), models.CheckConstraint(condition=models.Q(models.Q(('target_figure', ''), ('target_value', None)), models.Q(models.Q(('target_figure', ''), _negated=True), ('target_value__isnull', False)), _connector='OR'), name='plans_target_figure_and_value')],
            },
        ),
        migrations.CreateModel(
            name='Deployment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.region')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.organisation')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deployments', to='plans.planline')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note to the unit')),
                ('deployed_at', models.DateTimeField()),
                ('deployed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('received_on', models.DateField(null=True, verbose_name='received on')),
                ('received_channel', models.CharField(blank=True, choices=[('screen', 'On screen'), ('paper', 'On paper')], max_length=10)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('evidence', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.evidence')),
            ],
            options={
                'verbose_name': 'deployment',
                'ordering': ['line', 'organisation__path'],
                'constraints': [models.UniqueConstraint(fields=('line', 'organisation'), name='plans_deployed_once'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None), ('received_channel', ''), ('received_on', None)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), ('received_on__isnull', False), models.Q(('received_channel', ''), _negated=True)), _connector='OR'), name='plans_receipt_whole'), models.CheckConstraint(condition=models.Q(('confirmed_at', None), ('confirmed_at__gte', models.F('deployed_at')), _connector='OR'), name='plans_receipt_after')],
            },
        ),
        migrations.CreateModel(
            name='LineOwner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ownerships', to='plans.planline')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.organisation')),
                ('leads', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['-leads', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('line', 'organisation'), name='plans_owner_once'), models.UniqueConstraint(condition=models.Q(('leads', True)), fields=('line',), name='plans_one_lead')],
            },
        ),
        migrations.AddField(
            model_name='PlanLine',
            name='owners',
            field=models.ManyToManyField(related_name='+', through='plans.LineOwner', to='units.organisation'),
        ),
    ]
