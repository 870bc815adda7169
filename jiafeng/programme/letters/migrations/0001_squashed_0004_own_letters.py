import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('letters', '0001_initial'), ('letters', '0002_labels'), ('letters', '0003_words'), ('letters', '0004_own_letters')]

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
            name='MessageDrive',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.region')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.organisation', verbose_name='leading unit')),
                ('plan_line', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plans.planline', verbose_name='plan line')),
                ('title', models.CharField(max_length=60, verbose_name='title')),
                ('guidance', models.TextField(blank=True, max_length=600, verbose_name='guidance')),
                ('sample', models.CharField(blank=True, max_length=120, verbose_name='sample')),
                ('opens_on', models.DateField(verbose_name='first day')),
                ('takes_letters', models.BooleanField(default=True, verbose_name='longer family letters too')),
                ('closes_on', models.DateField(help_text='the first day on which nothing is sent any more', verbose_name='closes on')),
                ('stage', models.CharField(choices=[('draft', 'Draft'), ('open', 'Open for messages'), ('closed', 'Closed')], default='draft', max_length=10, verbose_name='stage')),
                ('token', models.CharField(help_text='the secret of the shared link and its QR code', max_length=32, unique=True)),
                ('revision', models.PositiveIntegerField(default=1)),
            ],
            options={
                'verbose_name': 'message drive',
                'ordering': ['-opens_on', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('county', 'title'), name='letters_drive_title_once'), models.CheckConstraint(condition=models.Q(('closes_on__gt', models.F('opens_on'))), name='letters_drive_closes_after_opening')],
            },
        ),
        migrations.CreateModel(
            name='FamilyLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.region')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.organisation', verbose_name='unit')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='author')),
                ('drive', models.ForeignKey(help_text='in which its author sent it; None: entered by staff', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='letters.messagedrive')),
                ('reference', models.CharField(max_length=12, unique=True, verbose_name='reference number')),
                ('key', models.UUIDField(help_text='idempotency key: the same form sent twice is one letter', unique=True)),
                ('title', models.CharField(max_length=60, verbose_name='title')),
                ('body', models.TextField(blank=True, max_length=6000, verbose_name='text')),
                ('guardian', models.CharField(blank=True, max_length=40, verbose_name="guardian's name")),
                ('stage', models.CharField(choices=[('received', 'Waits to be read'), ('approved', 'Approved'), ('returned', 'Returned'), ('withdrawn', 'Taken back by the author')], default='received', max_length=10, verbose_name='stage')),
                ('written_on', models.DateField(verbose_name='written on')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='withdrawn')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'family letter',
                'ordering': ['-written_on', '-pk'],
                'indexes': [models.Index(fields=['county', 'stage', 'written_on'], name='letters_letters_by_county'), models.Index(fields=['organisation', '-written_on'], name='letters_letters_by_unit')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('stage__in', ['approved', 'returned'])), models.Q(('decided_at', None), ('decided_by', None), ('stage__in', ['received', 'withdrawn'])), _connector='OR'), name='letters_letter_decided_by_whom'), models.CheckConstraint(condition=models.Q(models.Q(('stage', 'withdrawn'), ('withdrawn_at__isnull', False)), models.Q(models.Q(('stage', 'withdrawn'), _negated=True), ('withdrawn_at', None), ('withdrawn_by', None)), _connector='OR'), name='letters_letter_withdrawal_whole')],
            },
        ),
        migrations.CreateModel(
            name='Intake',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(help_text='of the upload form: sent twice, it uploads once', unique=True)),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.region')),
                ('drive', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='intakes', to='letters.messagedrive')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(verbose_name='uploaded')),
                ('channel', models.CharField(choices=[('photo', 'Photographed on their own phone'), ('typed', 'Typed on their own phone'), ('paper', 'Paper brought in'), ('upload', 'Pictures uploaded together')], max_length=8, verbose_name='channel')),
                ('purposes', models.JSONField(default=list)),
                ('note', models.JSONField(default=list, help_text='rows of the roster that could not be used: [[row, sentence]]')),
            ],
            options={
                'verbose_name': 'upload of pictures',
                'indexes': [models.Index(fields=['by', '-at'], name='letters_intakes_by_person')],
            },
        ),
        migrations.CreateModel(
            name='MessageLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.region')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.organisation', verbose_name='unit')),
                ('drive', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='letters.messagedrive')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('issue', models.PositiveSmallIntegerField(default=1)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('made_on', models.DateField(verbose_name='asked on')),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked', models.BooleanField(default=False, help_text='made to ask the person; False: given to somebody who had sent a message already')),
            ],
            options={
                'verbose_name': 'personal link',
                'indexes': [models.Index(fields=['county', 'asked', 'made_on'], name='letters_asked_by_county')],
                'constraints': [models.UniqueConstraint(fields=('drive', 'person'), name='letters_link_once')],
            },
        ),
        migrations.CreateModel(
            name='LetterPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pages', to='letters.familyletter')),
                ('place', models.PositiveSmallIntegerField()),
                ('evidence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.evidence')),
            ],
            options={
                'ordering': ['place'],
                'constraints': [models.UniqueConstraint(fields=('letter', 'place'), name='letters_page_place_once')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.region')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.organisation', verbose_name='unit')),
                ('drive', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='letters.messagedrive')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('reference', models.CharField(max_length=12, unique=True, verbose_name='reference number')),
                ('stage', models.CharField(choices=[('received', 'Waits to be read'), ('approved', 'Approved'), ('returned', 'Returned'), ('withdrawn', 'Taken back by the author')], default='received', max_length=10, verbose_name='stage')),
                ('cadre', models.CharField(blank=True, max_length=40, verbose_name="cadre's name")),
                ('relation', models.CharField(blank=True, choices=[('self', 'The cadre'), ('spouse', 'Spouse'), ('child', 'Child'), ('parent', 'Parent'), ('other', 'Other family')], max_length=8, verbose_name='relation to the cadre')),
                ('guardian', models.CharField(blank=True, max_length=40, verbose_name="guardian's name")),
                ('sent_on', models.DateField(verbose_name='sent on')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_in', models.UUIDField(db_index=True, help_text='decisions taken together, so that they are undone together', null=True)),
                ('reason', models.CharField(blank=True, help_text='why it was returned or withdrawn', max_length=200, verbose_name='reason')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='withdrawn')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'message',
                'indexes': [models.Index(fields=['drive', 'stage', 'id'], name='letters_messages_by_drive'), models.Index(fields=['county', 'stage', 'sent_on'], name='letters_messages_by_county'), models.Index(fields=['organisation', 'drive', 'id'], name='letters_messages_by_unit')],
                'constraints': [models.UniqueConstraint(fields=('drive', 'person'), name='letters_one_person_one_message'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('stage__in', ['approved', 'returned'])), models.Q(('decided_at', None), ('decided_by', None), ('stage__in', ['received', 'withdrawn'])), _connector='OR'), name='letters_message_decided_by_whom'), models.CheckConstraint(condition=models.Q(models.Q(('stage', 'withdrawn'), ('withdrawn_at__isnull', False)), models.Q(models.Q(('stage', 'withdrawn'), _negated=True), ('withdrawn_at', None), ('withdrawn_by', None)), _connector='OR'), name='letters_message_withdrawal_whole'), models.CheckConstraint(condition=models.Q(models.Q(('stage', 'returned'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='letters_message_returned_why')],
            },
        ),
        migrations.CreateModel(
            name='MessageVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='letters.message')),
                ('number', models.PositiveSmallIntegerField(verbose_name='version')),
                ('key', models.UUIDField(help_text='idempotency key: the same form sent twice is one version', unique=True)),
                ('channel', models.CharField(choices=[('photo', 'Photographed on their own phone'), ('typed', 'Typed on their own phone'), ('paper', 'Paper brought in'), ('upload', 'Pictures uploaded together')], max_length=8, verbose_name='channel')),
                ('at', models.DateTimeField(verbose_name='sent')),
                ('by', models.ForeignKey(help_text='None: the person', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('text', models.CharField(blank=True, max_length=200, verbose_name='content')),
                ('evidence', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.evidence')),
                ('ink', models.CharField(blank=True, help_text='path below the private folder', max_length=200)),
                ('ink_width', models.PositiveIntegerField(default=0, help_text='pixels')),
                ('ink_height', models.PositiveIntegerField(default=0, help_text='pixels')),
                ('corners', models.JSONField(help_text="[[x, y] × 4] clockwise from top left, as shares of the upright photograph's sides", null=True)),
                ('threshold', models.FloatField(default=0.5, help_text='as ink.clean takes it: lower keeps fainter traces')),
                ('transcription', models.CharField(blank=True, max_length=200, verbose_name='transcription')),
                ('transcribed_at', models.DateTimeField(null=True)),
                ('transcribed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'version of a message',
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('message', 'number'), name='letters_version_once'), models.CheckConstraint(condition=models.Q(models.Q(('text', ''), _negated=True), ('evidence__isnull', False), _connector='OR'), name='letters_version_says_something'), models.CheckConstraint(condition=models.Q(models.Q(('transcribed_at', None), ('transcribed_by', None), ('transcription', '')), models.Q(('transcribed_at__isnull', False), ('transcribed_by__isnull', False)), _connector='OR'), name='letters_transcribed_by_whom'), models.CheckConstraint(condition=models.Q(('threshold__gte', 0), ('threshold__lte', 1)), name='letters_threshold_a_share')],
            },
        ),
        migrations.CreateModel(
            name='IntakeItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('intake', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='letters.intake')),
                ('number', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=200, verbose_name='file name')),
                ('file', models.CharField(blank=True, help_text='path below the private folder, until the picture is evidence', max_length=200)),
                ('evidence', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.evidence')),
                ('text', models.CharField(blank=True, max_length=200, verbose_name='content')),
                ('given', models.JSONField(default=dict, help_text='what the roster or the file name says: name, unit, cadre, relation, guardian')),
                ('stage', models.CharField(choices=[('waiting', 'Being worked through'), ('unmatched', 'Whose is it?'), ('refused', 'Cannot be used'), ('taken', 'Taken over'), ('set_aside', 'Put aside')], default='waiting', max_length=10, verbose_name='stage')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='why')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('found_by', models.CharField(blank=True, help_text='qr, roster, file or hand', max_length=8, verbose_name='found by')),
                ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='letters.messageversion')),
            ],
            options={
                'verbose_name': 'uploaded picture',
                'ordering': ['number'],
                'indexes': [models.Index(fields=['intake', 'stage'], name='letters_items_by_stage')],
                'constraints': [models.UniqueConstraint(fields=('intake', 'number'), name='letters_item_once'), models.CheckConstraint(condition=models.Q(models.Q(('person__isnull', False), ('stage', 'taken'), ('version__isnull', False)), models.Q(models.Q(('stage', 'taken'), _negated=True), ('version', None)), _connector='OR'), name='letters_item_taken_whole')],
            },
        ),
        migrations.AddField(
            model_name='Message',
            name='current',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='letters.messageversion'),
        ),
    ]
