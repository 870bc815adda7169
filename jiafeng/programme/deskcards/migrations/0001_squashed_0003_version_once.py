import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('deskcards', '0001_initial'), ('deskcards', '0002_words'), ('deskcards', '0003_version_once')]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('letters', '0001_initial'),
        ('people', '0001_initial'),
        ('units', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CardDesign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.region')),
                ('name', models.CharField(max_length=40, verbose_name='design name')),
                ('file', models.CharField(help_text='path of the zip below the private folder', max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('preview', models.CharField(help_text='path of a PNG below the private folder', max_length=200)),
                ('added_at', models.DateTimeField(verbose_name='added')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('removed_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'card design',
                'constraints': [models.UniqueConstraint(condition=models.Q(('removed_at', None)), fields=('county', 'sha256'), name='deskcards_design_once')],
            },
        ),
        migrations.CreateModel(
            name='CardRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.region')),
                ('drive', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='letters.messagedrive', verbose_name='message drive')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.organisation', verbose_name='unit')),
                ('title', models.CharField(max_length=60, verbose_name='title')),
                ('key', models.UUIDField(help_text='idempotency key: the same form sent twice is one run', unique=True)),
                ('design', models.CharField(max_length=40, verbose_name='design')),
                ('size', models.CharField(help_text='as press.cards.CardSize reads it', max_length=24, verbose_name='size')),
                ('sheet', models.CharField(choices=[('A4', 'A4'), ('A3', 'A3'), ('card', 'a page to each card')], default='A4', max_length=4, verbose_name='paper')),
                ('vertical', models.BooleanField(default=False, verbose_name='in columns')),
                ('grey', models.BooleanField(default=False, verbose_name='in grey')),
                ('coded', models.BooleanField(default=True, verbose_name='with a code to the wall')),
                ('stage', models.CharField(choices=[('draft', 'Being prepared'), ('printing', 'Being set'), ('printed', 'Ready to print')], default='draft', max_length=10, verbose_name='stage')),
                ('attempt', models.PositiveSmallIntegerField(default=0)),
                ('made_at', models.DateTimeField(verbose_name='made')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('pdf', models.CharField(blank=True, help_text='path below the private folder', max_length=200)),
                ('pdf_sha256', models.CharField(blank=True, max_length=64)),
                ('sheets', models.PositiveIntegerField(default=0)),
                ('printed_at', models.DateTimeField(null=True, verbose_name='set')),
            ],
            options={
                'verbose_name': 'card run',
                'ordering': ['-made_at', '-pk'],
                'indexes': [models.Index(fields=['county', '-made_at'], name='deskcards_runs_by_county')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('printed_at__isnull', False), ('stage', 'printed'), models.Q(('pdf', ''), _negated=True)), models.Q(models.Q(('stage', 'printed'), _negated=True), ('pdf', ''), ('printed_at', None)), _connector='OR'), name='deskcards_run_printed_whole')],
            },
        ),
        migrations.CreateModel(
            name='Card',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.region')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.organisation', verbose_name='unit')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cards', to='deskcards.cardrun')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='letters.message')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='letters.messageversion')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='author')),
                ('name', models.CharField(max_length=40, verbose_name='name on the card')),
                ('stage', models.CharField(choices=[('planned', 'To be set'), ('printed', 'Set'), ('refused', 'Not printed'), ('handed_over', 'Handed over'), ('recalled', 'Called back'), ('replaced', 'Replaced')], default='planned', max_length=12, verbose_name='stage')),
                ('batch', models.PositiveSmallIntegerField(default=0)),
                ('code', models.CharField(blank=True, help_text='why it is not printed, as press.sentences words it', max_length=30)),
                ('params', models.JSONField(default=dict)),
                ('remarks', models.JSONField(default=list, help_text='[[code, params]]: worth a look though printed')),
                ('printed_on', models.DateField(null=True, verbose_name='set on')),
                ('handed_on', models.DateField(null=True, verbose_name='handed over on')),
                ('handed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recalled_at', models.DateTimeField(null=True, verbose_name='called back')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'desk card',
                'ordering': ['number'],
                'indexes': [models.Index(fields=['county', 'stage', 'printed_on'], name='deskcards_by_county'), models.Index(fields=['message', 'stage'], name='deskcards_by_message'), models.Index(fields=['organisation', 'run'], name='deskcards_by_unit')],
                'constraints': [models.UniqueConstraint(fields=('run', 'number'), name='deskcards_number_once'), models.UniqueConstraint(fields=('run', 'version'), name='deskcards_version_once_in_a_run'), models.CheckConstraint(condition=models.Q(models.Q(('stage', 'handed_over'), _negated=True), models.Q(('handed_by__isnull', False), ('handed_on__isnull', False)), _connector='OR'), name='deskcards_handed_by_whom'), models.CheckConstraint(condition=models.Q(models.Q(('stage', 'refused'), _negated=True), models.Q(('code', ''), _negated=True), _connector='OR'), name='deskcards_refused_why'), models.CheckConstraint(condition=models.Q(models.Q(('stage', 'recalled'), _negated=True), models.Q(('recalled_at__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='deskcards_recalled_why')],
            },
        ),
        migrations.CreateModel(
            name='CardBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='batches', to='deskcards.cardrun')),
                ('attempt', models.PositiveSmallIntegerField()),
                ('number', models.PositiveSmallIntegerField()),
                ('leased_until', models.DateTimeField(null=True)),
                ('leased_to', models.UUIDField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('file', models.CharField(blank=True, help_text='path below the private folder; empty where no card could be printed', max_length=200)),
                ('numbers', models.JSONField(default=list, help_text="numbers of the printed cards, in the order of the file's pages")),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('run', 'attempt', 'number'), name='deskcards_batch_once')],
            },
        ),
        migrations.AddField(
            model_name='CardRun',
            name='reprint_of',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reprints', to='deskcards.card'),
        ),
    ]
