import django.db.models.deletion
import jiafeng.common.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('papers', '0001_initial'), ('papers', '0002_sealed_readings')]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('people', '0001_initial'),
        ('records', '0001_initial'),
        ('units', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='PaperSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.region')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.organisation', verbose_name='printed for')),
                ('kind', models.SlugField(help_text='of the Owner that the sheet belongs to', max_length=20)),
                ('target', models.PositiveBigIntegerField(help_text="id of the owner's row")),
                ('number', models.PositiveIntegerField(verbose_name='sheet number')),
                ('version', models.CharField(blank=True, help_text='as the owner names it', max_length=20, verbose_name='version printed on it')),
                ('layout', models.CharField(help_text='press.rowsheets.Layout.code', max_length=8)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('stage', models.CharField(choices=[('printed', 'Printed'), ('photo', 'Being read'), ('read', 'Read'), ('closed', 'Closed'), ('void', 'Void')], default='printed', max_length=8, verbose_name='stage')),
                ('printed_at', models.DateTimeField(verbose_name='printed')),
                ('printed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'paper sheet',
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'target', 'number'), name='papers_sheet_number_once')],
            },
        ),
        migrations.CreateModel(
            name='PaperRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='papers.papersheet')),
                ('number', models.PositiveSmallIntegerField()),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('printed', models.BooleanField(default=False, help_text='the person stands on the paper in print; only the signature is looked for')),
                ('stage', models.CharField(choices=[('open', 'To be read'), ('differs', 'Read differently'), ('held', 'Needs a decision'), ('entered', 'Entered'), ('blank', 'Blank'), ('struck', 'Struck out')], default='open', max_length=8, verbose_name='stage')),
                ('problem', models.CharField(blank=True, help_text='why it was not taken over, as a sentence', max_length=300)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'row of a sheet',
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('sheet', 'number'), name='papers_row_once'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='papers_rows_from_one'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='papers_decided_who_and_when'), models.CheckConstraint(condition=models.Q(models.Q(('stage', 'blank'), _negated=True), ('person', None), _connector='OR'), name='papers_blank_rows_name_nobody')],
            },
        ),
        migrations.CreateModel(
            name='SheetPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.region')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.organisation')),
                ('kind', models.SlugField(max_length=20)),
                ('target', models.PositiveBigIntegerField()),
                ('sheet', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='papers.papersheet')),
                ('evidence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.evidence')),
                ('page', models.PositiveSmallIntegerField(default=1)),
                ('stage', models.CharField(choices=[('received', 'Being looked at'), ('unnamed', 'Which sheet?'), ('read', 'Recognised'), ('refused', 'Not usable')], default='received', max_length=8, verbose_name='stage')),
                ('problem', models.CharField(blank=True, help_text='code of PROBLEMS', max_length=20)),
                ('detail', models.CharField(blank=True, max_length=120)),
                ('landscape', models.BooleanField(default=False)),
                ('has_rows', models.BooleanField(default=False, help_text='pictures of the rows are kept')),
                ('at', models.DateTimeField(verbose_name='sent')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'photo of a sheet',
                'ordering': ['-pk'],
                'constraints': [models.UniqueConstraint(models.F('kind'), models.F('target'), models.F('evidence'), models.F('page'), name='papers_photo_once'), models.CheckConstraint(condition=models.Q(models.Q(('stage', 'read'), _negated=True), ('sheet__isnull', False), _connector='OR'), name='papers_photo_read_of_a_sheet')],
            },
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='papers.paperrow')),
                ('place', models.PositiveSmallIntegerField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField()),
                ('mark', models.CharField(choices=[('signed', 'Signed'), ('blank', 'Blank'), ('struck', 'Struck out')], max_length=8)),
                ('facts', jiafeng.common.fields.SealedField(blank=True, default='', digest='', help_text='as JSON: names and numbers of people, sealed', label='papers.reading.facts', max_length=4000)),
            ],
            options={
                'ordering': ['place'],
                'constraints': [models.UniqueConstraint(fields=('row', 'place'), name='papers_reading_place_once'), models.UniqueConstraint(fields=('row', 'by'), name='papers_two_different_readers'), models.CheckConstraint(condition=models.Q(('place__in', [1, 2])), name='papers_two_readings')],
            },
        ),
    ]
