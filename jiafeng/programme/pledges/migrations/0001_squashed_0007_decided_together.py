import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('pledges', '0001_initial'), ('pledges', '0002_disputes_kiosk_channels'), ('pledges', '0003_fill_channels'), ('pledges', '0004_consents_in_the_ledger'), ('pledges', '0005_read_by_two'), ('pledges', '0006_fewer_indexes_at_signing'), ('pledges', '0007_decided_together')]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('people', '0001_initial'),
        ('plans', '0001_initial'),
        ('records', '0001_initial'),
        ('units', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='PledgeDrive',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.region')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.organisation', verbose_name='leading unit')),
                ('plan_line', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plans.planline', verbose_name='plan line')),
                ('title', models.CharField(max_length=60, verbose_name='title')),
                ('opens_on', models.DateField(verbose_name='first day')),
                ('closes_on', models.DateField(help_text='the first day on which nobody signs any more', verbose_name='closes on')),
                ('stage', models.CharField(choices=[('draft', 'Draft'), ('open', 'Open for signing'), ('closed', 'Closed')], default='draft', max_length=10, verbose_name='stage')),
                ('token', models.CharField(help_text='the secret of the shared link and its QR code', max_length=32, unique=True)),
                ('identity', models.CharField(choices=[('none', 'Name and number as given'), ('code', 'A code sent to the mobile number')], default='none', max_length=8, verbose_name='by the shared link')),
                ('wall_token', models.CharField(help_text="the secret of the signature wall's address; NULL: no wall", max_length=32, null=True, unique=True)),
                ('revision', models.PositiveIntegerField(default=1)),
            ],
            options={
                'verbose_name': 'pledge drive',
                'ordering': ['-opens_on', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('county', 'title'), name='pledges_drive_title_once'), models.CheckConstraint(condition=models.Q(('closes_on__gt', models.F('opens_on'))), name='pledges_drive_closes_after_opening')],
            },
        ),
        migrations.CreateModel(
            name='DriveIssuer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('drive', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='issuer_rows', to='pledges.pledgedrive')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.organisation')),
                ('place', models.PositiveSmallIntegerField()),
            ],
            options={
                'ordering': ['place'],
                'constraints': [models.UniqueConstraint(fields=('drive', 'organisation'), name='pledges_issuer_once'), models.UniqueConstraint(fields=('drive', 'place'), name='pledges_issuer_place_once')],
            },
        ),
        migrations.CreateModel(
            name='DriveText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('drive', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='pledges.pledgedrive')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('clauses', models.JSONField(help_text='a list of sentences, in order', verbose_name='clauses')),
                ('published_at', models.DateTimeField(verbose_name='published')),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-version'],
                'constraints': [models.UniqueConstraint(fields=('drive', 'version'), name='pledges_text_version_once')],
            },
        ),
        migrations.CreateModel(
            name='PledgeKiosk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.region')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.organisation', verbose_name='unit')),
                ('drive', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kiosks', to='pledges.pledgedrive')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('pin', models.CharField(help_text='hashed as a password: four digits are few', max_length=128)),
                ('started_at', models.DateTimeField(verbose_name='started')),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ends_at', models.DateTimeField(verbose_name='ends by itself')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
            ],
            options={
                'verbose_name': 'shared tablet',
                'ordering': ['-started_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('started_at'))), name='pledges_kiosk_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='PledgeLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('drive', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='pledges.pledgedrive')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('issue', models.PositiveSmallIntegerField(default=1)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('drive', 'person'), name='pledges_link_once')],
            },
        ),
        migrations.CreateModel(
            name='Pledge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.region')),
                ('organisation', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.organisation', verbose_name='unit')),
                ('drive', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='pledges', to='pledges.pledgedrive')),
                ('text', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pledges.drivetext')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('reference', models.CharField(max_length=12, unique=True, verbose_name='reference number')),
                ('signed_on', models.DateField(verbose_name='signed on')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded')),
                ('relation', models.CharField(blank=True, choices=[('self', 'The cadre'), ('spouse', 'Spouse'), ('child', 'Child'), ('parent', 'Parent'), ('other', 'Other family')], max_length=8, verbose_name='relation to the cadre')),
                ('cadre', models.CharField(blank=True, max_length=40, verbose_name="cadre's name")),
                ('guardian', models.CharField(blank=True, max_length=40, verbose_name="guardian's name")),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='withdrawn')),
                ('withdrawn_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('disputed_at', models.DateTimeField(help_text='set while a dispute is open or upheld: the person says, or it was found, that they did not sign', null=True, verbose_name='disputed')),
                ('channels', models.PositiveSmallIntegerField(default=0, help_text='the channels of its traces, as bits; what the arithmetic is counted from')),
            ],
            options={
                'verbose_name': 'pledge',
                'indexes': [models.Index(fields=['county', 'withdrawn_at', 'disputed_at', 'signed_on'], name='pledges_counted_by_county'), models.Index(fields=['drive', 'county', 'withdrawn_at', 'disputed_at', 'signed_on'], name='pledges_counted_by_drive'), models.Index(fields=['drive', 'channels', 'withdrawn_at', 'disputed_at'], name='pledges_reckoned_by_drive'), models.Index(condition=models.Q(('disputed_at__isnull', False)), fields=['drive'], name='pledges_disputed_by_drive'), models.Index(condition=models.Q(('withdrawn_at__isnull', False)), fields=['drive'], name='pledges_withdrawn_by_drive'), models.Index(fields=['drive', '-id'], name='pledges_latest_by_drive'), models.Index(fields=['organisation', 'drive', '-id'], name='pledges_latest_by_unit')],
                'constraints': [models.UniqueConstraint(fields=('drive', 'person'), name='pledges_one_person_one_pledge'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at', None), ('withdrawn_by', None), ('withdrawn_reason', '')), ('withdrawn_at__isnull', False), _connector='OR'), name='pledges_withdrawal_whole')],
            },
        ),
        migrations.CreateModel(
            name='PledgeDispute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.region')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.organisation', verbose_name='unit')),
                ('pledge', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disputes', to='pledges.pledge')),
                ('receipt', models.CharField(max_length=12, unique=True, verbose_name='receipt number')),
                ('stage', models.CharField(choices=[('open', 'Being looked into'), ('upheld', 'Not their signature'), ('rejected', 'Their signature stands')], default='open', max_length=8, verbose_name='stage')),
                ('words', models.CharField(blank=True, max_length=300, verbose_name='in their words')),
                ('opened_at', models.DateTimeField(verbose_name='received')),
                ('opened_by', models.ForeignKey(help_text='None: the person', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('due_on', models.DateField(verbose_name='to be decided by')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('decided_with', models.ForeignKey(help_text='another dispute over the same pledge, with which it is decided: two entries turned out to be one person', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pledges.pledgedispute')),
            ],
            options={
                'verbose_name': 'dispute',
                'ordering': ['-opened_at', '-pk'],
                'indexes': [models.Index(fields=['county', 'stage', 'due_on'], name='pledges_disputes_by_county')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('decided_with', None), ('stage', 'open')), fields=('pledge',), name='pledges_one_open_dispute'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('reason', ''), ('stage', 'open')), models.Q(models.Q(('stage', 'open'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='pledges_dispute_decided_whole')],
            },
        ),
        migrations.CreateModel(
            name='PledgeTrace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.region')),
                ('drive', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pledges.pledgedrive')),
                ('pledge', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='traces', to='pledges.pledge')),
                ('channel', models.CharField(choices=[('phone', 'On a phone'), ('paper', 'Signed on paper'), ('staff', "At the staff's device"), ('kiosk', 'On the shared tablet')], max_length=8, verbose_name='channel')),
                ('key', models.UUIDField(help_text='idempotency key: the same form sent twice is one trace', unique=True)),
                ('signed_on', models.DateField(verbose_name='signed on')),
                ('at', models.DateTimeField(verbose_name='recorded')),
                ('by', models.ForeignKey(db_index=False, help_text='None: the person', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('kind', models.CharField(choices=[('drawn', 'Drawn'), ('typed', 'Typed'), ('photo', 'Photographed'), ('ink', 'In ink on the sheet')], max_length=8, verbose_name='signature')),
                ('strokes', models.JSONField(help_text='{"w", "h", "strokes": [[[x, y], …], …]}: the drawn signature as vectors', null=True)),
                ('typed_name', models.CharField(blank=True, max_length=40)),
                ('evidence', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.evidence')),
                ('proof', models.CharField(blank=True, choices=[('word', 'their own word'), ('code', 'a code on their telephone'), ('link', 'a link of their own'), ('staff', 'staff who were there')], help_text='empty: before it was noted', max_length=8, verbose_name='identified by')),
                ('sheet', models.CharField(blank=True, max_length=20, verbose_name='sheet and row')),
                ('second_by', models.ForeignKey(db_index=False, help_text='read the sheet too', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'trace of a pledge',
                'ordering': ['at', 'pk'],
                'indexes': [models.Index(fields=['drive', 'channel'], name='pledges_traces_by_channel')],
                'constraints': [models.UniqueConstraint(fields=('pledge', 'channel'), name='pledges_trace_once_by_channel'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'drawn'), ('strokes__isnull', False)), models.Q(('kind', 'typed'), models.Q(('typed_name', ''), _negated=True)), models.Q(('evidence__isnull', False), ('kind', 'photo')), models.Q(('channel', 'paper'), ('kind', 'ink')), _connector='OR'), name='pledges_trace_holds_its_signature')],
            },
        ),
        migrations.AddField(
            model_name='PledgeDrive',
            name='issuers',
            field=models.ManyToManyField(related_name='+', through='pledges.DriveIssuer', to='units.organisation', verbose_name='issued jointly by'),
        ),
    ]
