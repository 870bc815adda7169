import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('bulletins', '0001_initial')]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('records', '0001_initial'),
        ('units', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Bulletin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.region')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.organisation', verbose_name='issued by')),
                ('key', models.UUIDField(help_text='idempotency key of its creation', unique=True)),
                ('masthead', models.CharField(max_length=30, verbose_name='masthead')),
                ('year', models.PositiveSmallIntegerField(null=True, verbose_name='year')),
                ('number', models.PositiveIntegerField(null=True, verbose_name='issue number')),
                ('title', models.CharField(max_length=120, verbose_name='headline')),
                ('body', models.TextField(blank=True, max_length=20000, verbose_name='text')),
                ('start', models.DateField(verbose_name='figures from')),
                ('end', models.DateField(help_text='the first day that no longer counts', verbose_name='figures until')),
                ('report_to', models.CharField(blank=True, max_length=300, verbose_name='report to')),
                ('send_to', models.CharField(blank=True, max_length=300, verbose_name='send to')),
                ('distribute_to', models.CharField(blank=True, max_length=300, verbose_name='distribute to')),
                ('copies', models.PositiveIntegerField(blank=True, null=True, verbose_name='copies')),
                ('corrects', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='bulletins.bulletin', verbose_name='corrects')),
                ('stage', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Waiting for approval'), ('returned', 'Sent back'), ('approved', 'Approved for issue'), ('issuing', 'Being issued'), ('issued', 'Issued')], default='draft', max_length=10, verbose_name='stage')),
                ('revision', models.PositiveIntegerField(default=1)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                ('created_at', models.DateTimeField(verbose_name='created')),
                ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submitted_at', models.DateTimeField(null=True, verbose_name='submitted')),
                ('return_reason', models.CharField(blank=True, max_length=300, verbose_name='reason of the return')),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='approved by')),
                ('approved_at', models.DateTimeField(null=True, verbose_name='approved')),
                ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='issued by hand of')),
                ('issued_on', models.DateField(null=True, verbose_name='date of issue')),
                ('issued_at', models.DateTimeField(null=True, verbose_name='issued')),
                ('record', models.TextField(blank=True, help_text='the canonical JSON that the code is a digest of')),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('code', models.CharField(max_length=19, null=True, unique=True, verbose_name='verification code')),
                ('seal', models.JSONField(default=dict)),
                ('writers', models.ManyToManyField(help_text='everybody who ever changed the text', related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'bulletin',
                'ordering': ['-pk'],
                'indexes': [models.Index(condition=models.Q(('stage', 'issued')), fields=['county', '-issued_at'], name='bulletins_issued')],
                'constraints': [models.UniqueConstraint(fields=('county', 'masthead', 'year', 'number'), name='bulletins_number_once'), models.CheckConstraint(condition=models.Q(models.Q(('number', None), ('year', None)), models.Q(('number__gte', 1), ('year__isnull', False)), _connector='OR'), name='bulletins_number_with_year'), models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='bulletins_period_forward'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('approved_by', None)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='bulletins_approved_by_and_at'), models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(('approved_by', models.F('author')), _negated=True), _connector='OR'), name='bulletins_author_is_not_approver'), models.CheckConstraint(condition=models.Q(models.Q(('stage__in', ['approved', 'issuing', 'issued']), _negated=True), ('approved_by__isnull', False), _connector='OR'), name='bulletins_approved_before_issue'), models.CheckConstraint(condition=models.Q(models.Q(('code__isnull', False), ('issued_at__isnull', False), ('issued_on__isnull', False), ('number__isnull', False), ('stage', 'issued')), models.Q(models.Q(('stage', 'issued'), _negated=True), ('code', None), ('issued_at', None)), _connector='OR'), name='bulletins_issued_whole')],
            },
        ),
        migrations.CreateModel(
            name='Passport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bulletin', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passports', to='bulletins.bulletin')),
                ('n', models.PositiveSmallIntegerField(verbose_name='passport')),
                ('figure', models.CharField(max_length=120)),
                ('label', models.CharField(max_length=120, verbose_name='figure')),
                ('unit', models.CharField(max_length=20, verbose_name='unit')),
                ('definition', models.CharField(max_length=500, verbose_name='definition')),
                ('narrowing', models.CharField(blank=True, max_length=200, verbose_name='narrowed to')),
                ('start', models.DateField()),
                ('end', models.DateField()),
                ('value', models.BigIntegerField(verbose_name='value')),
                ('rows', models.PositiveBigIntegerField(verbose_name='records counted')),
                ('frozen_at', models.DateTimeField(verbose_name='counted at')),
                ('manifest', models.CharField(help_text='path below the private folder', max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('seal_key', models.CharField(help_text="hex; keys the rows' seals, so that an issued manifest betrays nothing of what it masks", max_length=64)),
            ],
            options={
                'verbose_name': 'figure passport',
                'ordering': ['n'],
                'constraints': [models.UniqueConstraint(fields=('bulletin', 'n'), name='bulletins_passport_once')],
            },
        ),
        migrations.CreateModel(
            name='Rendition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bulletin', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='renditions', to='bulletins.bulletin')),
                ('format', models.CharField(max_length=4)),
                ('path', models.CharField(help_text='path below the private folder', max_length=200)),
                ('sha256', models.CharField(max_length=64)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('bulletin', 'format'), name='bulletins_rendition_once')],
            },
        ),
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bulletin', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='bulletins.bulletin')),
                ('n', models.PositiveSmallIntegerField(verbose_name='mark')),
                ('kind', models.CharField(choices=[('figure', 'Figure'), ('cited', 'Cited'), ('not_claim', 'Not a claim')], max_length=10, verbose_name='kind')),
                ('figure', models.CharField(blank=True, help_text='figure code with parameters: events.attended?event=12', max_length=120, verbose_name='figure')),
                ('start', models.DateField(blank=True, null=True, verbose_name='from')),
                ('end', models.DateField(blank=True, help_text='the first day that no longer counts', null=True, verbose_name='until')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='source document')),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.evidence', verbose_name='source file')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('passport', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='bulletins.passport')),
            ],
            options={
                'verbose_name': 'mark',
                'ordering': ['n'],
                'constraints': [models.UniqueConstraint(fields=('bulletin', 'n'), name='bulletins_mark_once'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'figure'), models.Q(('figure', ''), _negated=True)), models.Q(('figure', ''), ('kind', 'cited'), models.Q(('source', ''), _negated=True)), models.Q(('figure', ''), ('kind', 'not_claim')), _connector='OR'), name='bulletins_mark_names_its_ground'), models.CheckConstraint(condition=models.Q(models.Q(('end', None), ('start', None)), models.Q(('end__gt', models.F('start')), ('kind', 'figure'), ('start__isnull', False)), _connector='OR'), name='bulletins_mark_period_whole')],
            },
        ),
    ]
