import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('events', '0001_initial'), ('events', '0002_guests_seats_doors'), ('events', '0003_read_by_two'), ('events', '0004_texted_invitations'), ('events', '0005_fewer_indexes_at_the_door')]

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
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.region')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.organisation', verbose_name='host')),
                ('plan_line', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plans.planline', verbose_name='plan line')),
                ('kind', models.CharField(choices=[('signing', 'Signing ceremony'), ('gala', 'Gala'), ('symposium', 'Symposium'), ('exhibition', 'Exhibition visit'), ('performance', 'Performance'), ('class', 'Class or talk'), ('other', 'Other')], max_length=12, verbose_name='kind')),
                ('title', models.CharField(max_length=80, verbose_name='title')),
                ('starts_at', models.DateTimeField(verbose_name='starts')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
                ('place', models.CharField(max_length=80, verbose_name='place')),
                ('capacity', models.PositiveIntegerField(blank=True, help_text='Leave empty where seats are not limited.', null=True, verbose_name='seats')),
                ('companions_most', models.PositiveSmallIntegerField(default=0, help_text='How many each guest may bring.', verbose_name='companions of a guest')),
                ('remind_hours', models.PositiveSmallIntegerField(blank=True, help_text='hours before the start; None: nobody', null=True, verbose_name='remind')),
                ('stage', models.CharField(choices=[('draft', 'In preparation'), ('open', 'Announced'), ('held', 'Held'), ('closed', 'Record closed'), ('cancelled', 'Cancelled')], default='draft', max_length=10, verbose_name='stage')),
                ('summary', models.TextField(blank=True, max_length=1000, verbose_name='what was done')),
                ('reported_attendance', models.PositiveIntegerField(blank=True, null=True, verbose_name='people who came, as the unit reports')),
                ('report_key', models.UUIDField(help_text="idempotency key of a unit's report", null=True, unique=True)),
                ('revision', models.PositiveIntegerField(default=1)),
            ],
            options={
                'verbose_name': 'gathering',
                'ordering': ['-starts_at', '-pk'],
                'indexes': [models.Index(fields=['county', '-starts_at'], name='events_by_county'), models.Index(fields=['organisation', '-starts_at'], name='events_by_host')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='events_ends_after_start'), models.CheckConstraint(condition=models.Q(('capacity', None), ('capacity__gt', 0), _connector='OR'), name='events_some_seats'), models.CheckConstraint(condition=models.Q(models.Q(('report_key', None), ('reported_attendance', None)), models.Q(('report_key__isnull', False), ('reported_attendance__isnull', False)), _connector='OR'), name='events_report_whole')],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.region')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.organisation', verbose_name='unit')),
                ('event', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='events.event')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded')),
            ],
            options={
                'verbose_name': 'attendance',
                'indexes': [models.Index(fields=['event', '-id'], name='events_latest_attendance')],
                'constraints': [models.UniqueConstraint(fields=('event', 'person'), name='events_attended_once')],
            },
        ),
        migrations.CreateModel(
            name='DoorDevice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.region')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='door_devices', to='events.event')),
                ('digest', models.CharField(help_text='common.tokens.digest of the token, which only the phone keeps', max_length=64, unique=True)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_at', models.DateTimeField(help_text='when the phone was taken off the door', null=True)),
            ],
            options={
                'verbose_name': 'phone at the door',
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.region')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='events.event')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('invited_at', models.DateTimeField()),
                ('invited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reply', models.CharField(blank=True, choices=[('yes', 'Coming'), ('maybe', 'Not sure yet'), ('no', 'Cannot come'), ('wait', 'On the waiting list')], max_length=5, verbose_name='reply')),
                ('replied_at', models.DateTimeField(null=True)),
                ('companions_most', models.PositiveSmallIntegerField(default=0, verbose_name='companions allowed')),
                ('companions', models.PositiveSmallIntegerField(default=0, verbose_name='companions')),
                ('companion_names', models.CharField(blank=True, max_length=100, verbose_name='their names')),
                ('waiting_since', models.DateTimeField(null=True)),
                ('promoted_at', models.DateTimeField(help_text='when a seat became free for somebody on the waiting list', null=True)),
                ('texted_at', models.DateTimeField(help_text='when the personal link was sent as a text message', null=True)),
                ('reminded_at', models.DateTimeField(help_text='claimed before the reminder is sent, so that none is sent twice', null=True)),
            ],
            options={
                'verbose_name': 'invitation',
                'ordering': ['number'],
                'indexes': [models.Index(fields=['event', 'reply', 'waiting_since'], name='events_replies')],
                'constraints': [models.UniqueConstraint(fields=('event', 'person'), name='events_invited_once'), models.UniqueConstraint(fields=('event', 'number'), name='events_number_once'), models.CheckConstraint(condition=models.Q(models.Q(('replied_at', None), ('reply', '')), models.Q(models.Q(('reply', ''), _negated=True), ('replied_at__isnull', False)), _connector='OR'), name='events_reply_and_when'), models.CheckConstraint(condition=models.Q(('companions__lte', models.F('companions_most'))), name='events_companions_within_most'), models.CheckConstraint(condition=models.Q(models.Q(('reply', 'wait'), ('waiting_since__isnull', False)), models.Q(models.Q(('reply', 'wait'), _negated=True), ('waiting_since', None)), _connector='OR'), name='events_waiting_and_since')],
            },
        ),
        migrations.CreateModel(
            name='JointHost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='joint_rows', to='events.event')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.organisation')),
                ('place', models.PositiveSmallIntegerField()),
            ],
            options={
                'ordering': ['place'],
                'constraints': [models.UniqueConstraint(fields=('event', 'organisation'), name='events_joint_host_once'), models.UniqueConstraint(fields=('event', 'place'), name='events_joint_host_place_once')],
            },
        ),
        migrations.CreateModel(
            name='Minutes',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='minutes', to='events.event')),
                ('revision', models.PositiveIntegerField()),
                ('text', models.TextField(max_length=20000, verbose_name='minutes')),
                ('decisions', models.TextField(blank=True, help_text='One on a line.', max_length=4000, verbose_name='decisions')),
                ('written_at', models.DateTimeField()),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'minutes',
                'ordering': ['-revision'],
                'constraints': [models.UniqueConstraint(fields=('event', 'revision'), name='events_minutes_revision_once')],
            },
        ),
        migrations.CreateModel(
            name='ProgrammeItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='events.event')),
                ('place', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=80, verbose_name='item')),
                ('performer', models.CharField(blank=True, max_length=80, verbose_name='by whom')),
            ],
            options={
                'ordering': ['place'],
                'constraints': [models.UniqueConstraint(fields=('event', 'place'), name='events_item_place_once')],
            },
        ),
        migrations.CreateModel(
            name='Questionnaire',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='questionnaire', to='events.event')),
                ('token', models.CharField(help_text='the secret of the shared link and its QR code', max_length=32, unique=True)),
                ('opened_at', models.DateTimeField()),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('closed_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='AttendanceTrace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.region')),
                ('event', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.event')),
                ('attendance', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='traces', to='events.attendance')),
                ('channel', models.CharField(choices=[('staff_list', "By the staff's list"), ('personal_qr', "By the person's QR code"), ('walk_in', 'Came without invitation'), ('paper', 'Signed in on paper'), ('self', 'By oneself at the door')], max_length=12, verbose_name='channel')),
                ('key', models.UUIDField(help_text='idempotency key: the same sign-in sent twice is one trace', unique=True)),
                ('at', models.DateTimeField(verbose_name='signed in')),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('evidence', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.evidence')),
                ('sheet', models.CharField(blank=True, max_length=20, verbose_name='sheet and row')),
                ('second_by', models.ForeignKey(help_text='read the sheet too', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('device', models.ForeignKey(db_index=False, help_text='the phone at the door', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.doordevice')),
                ('clock_offset', models.IntegerField(help_text="seconds added to the phone's own time, as measured when it was sent", null=True)),
            ],
            options={
                'verbose_name': 'trace of an attendance',
                'ordering': ['at', 'pk'],
                'indexes': [models.Index(fields=['event', 'channel'], name='events_traces_by_channel')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('device', None)), fields=('attendance', 'channel'), name='events_trace_once_by_channel'), models.UniqueConstraint(condition=models.Q(('device__isnull', False)), fields=('attendance', 'channel', 'device'), name='events_trace_once_by_phone')],
            },
        ),
        migrations.CreateModel(
            name='FeedbackReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('questionnaire', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='events.questionnaire')),
                ('digest', models.CharField(max_length=64)),
                ('on', models.DateField(help_text='the day alone: a time could be laid beside the list of who came')),
                ('answers', models.JSONField(help_text='{"1": 5, "2": "…"}: by the place of the question; unanswered ones are absent')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('questionnaire', 'digest'), name='events_feedback_once')],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('questionnaire', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='events.questionnaire')),
                ('place', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('scale', 'From 1 to 5'), ('text', 'In words')], max_length=5)),
                ('text', models.CharField(max_length=100, verbose_name='question')),
            ],
            options={
                'ordering': ['place'],
                'constraints': [models.UniqueConstraint(fields=('questionnaire', 'place'), name='events_question_place_once'), models.CheckConstraint(condition=models.Q(('place__gte', 1), ('place__lte', 5)), name='events_five_questions_at_most')],
            },
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='events.event')),
                ('place', models.PositiveIntegerField()),
                ('label', models.CharField(max_length=12, verbose_name='seat')),
                ('invitation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='seats', to='events.invitation')),
            ],
            options={
                'ordering': ['place'],
                'constraints': [models.UniqueConstraint(fields=('event', 'label'), name='events_seat_once'), models.UniqueConstraint(fields=('event', 'place'), name='events_seat_place_once')],
            },
        ),
        migrations.CreateModel(
            name='EventPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photo_rows', to='events.event')),
                ('evidence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.evidence')),
                ('caption', models.CharField(blank=True, max_length=200, verbose_name='caption')),
                ('faces', models.CharField(blank=True, choices=[('nobody', 'Nobody can be recognised on it'), ('named', 'Everybody who can be recognised is named below')], max_length=8, verbose_name='who is on it')),
                ('stated_at', models.DateTimeField(null=True, verbose_name='stated')),
                ('stated_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('event', 'evidence'), name='events_photo_once'), models.CheckConstraint(condition=models.Q(models.Q(('faces', ''), ('stated_at', None), ('stated_by', None)), models.Q(models.Q(('faces', ''), _negated=True), ('stated_at__isnull', False), ('stated_by__isnull', False)), _connector='OR'), name='events_photo_statement_whole')],
            },
        ),
        migrations.CreateModel(
            name='PhotoPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('photo', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='named', to='events.eventphoto')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('photo', 'person'), name='events_on_photo_once')],
            },
        ),
        migrations.AddField(
            model_name='Event',
            name='joint_hosts',
            field=models.ManyToManyField(related_name='+', through='events.JointHost', to='units.organisation', verbose_name='joint hosts'),
        ),
        migrations.AddField(
            model_name='Event',
            name='photos',
            field=models.ManyToManyField(related_name='+', through='events.EventPhoto', to='records.evidence'),
        ),
        migrations.AddField(
            model_name='EventPhoto',
            name='people',
            field=models.ManyToManyField(related_name='+', through='events.PhotoPerson', to='people.person', verbose_name='people on the photo'),
        ),
    ]
