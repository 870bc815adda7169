import django.db.models.deletion
import jiafeng.common.fields
import jiafeng.ground.people.models.persons
import uuid
from django.conf import settings
from django.db import migrations, models

from jiafeng.common import sealing

PROOF = "people.keyproof"


def make_keys(apps, schema_editor):
    """The file of keys is made where there is none, and the database keeps what shows that they are its own."""
    sealing.make_ring_where_missing()
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("INSERT INTO people_keyproof (id, sealed) VALUES (1, %s)", [sealing.seal("jiafeng", PROOF)])


def forget_proof(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_keyproof")


class Migration(migrations.Migration):

    replaces = [('people', '0001_initial'), ('people', '0002_consents_lists_posts'), ('people', '0003_room_for_seals'), ('people', '0004_seal_numbers'), ('people', '0005_found_by_digest'), ('people', '0006_merges_and_terms'), ('people', '0007_strokes'), ('people', '0008_words'), ('people', '0009_added_on')]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('units', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Household',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.region')),
            ],
            options={
                'verbose_name': 'household',
            },
        ),
        migrations.CreateModel(
            name='KeyProof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed', jiafeng.common.fields.SealedField(blank=True, default='', digest='digest', label='people.keyproof', max_length=200)),
                ('digest', jiafeng.common.fields.DigestField(of='sealed')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='people_one_proof_of_keys')],
            },
        ),
        migrations.CreateModel(
            name='RetentionRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='units.region')),
                ('code', models.CharField(max_length=40)),
                ('months', models.PositiveSmallIntegerField(verbose_name='months')),
            ],
            options={
                'verbose_name': 'retention rule',
                'constraints': [models.UniqueConstraint(fields=('county', 'code'), name='people_retention_once'), models.CheckConstraint(condition=models.Q(('months__gte', 1), ('months__lte', 600)), name='people_retention_months')],
            },
        ),
        migrations.CreateModel(
            name='Roster',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField(help_text='of the upload form: sent twice, it uploads once', unique=True)),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.region')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('name', models.CharField(max_length=200, verbose_name='file name')),
                ('file', models.CharField(help_text='path below the private folder', max_length=200)),
                ('failed', models.CharField(blank=True, help_text='path of the rows that failed, each with its reason', max_length=200)),
                ('stage', models.CharField(choices=[('uploaded', 'Being checked'), ('checked', 'Checked'), ('confirmed', 'Being imported'), ('imported', 'Import finished'), ('refused', 'Refused')], default='uploaded', max_length=10, verbose_name='stage')),
                ('report', models.JSONField(default=dict)),
                ('uploaded_at', models.DateTimeField(verbose_name='uploaded')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
            ],
            options={
                'verbose_name': 'roster',
                'indexes': [models.Index(fields=['by', '-uploaded_at'], name='people_rosters_by_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('stage__in', ['imported', 'refused'])), models.Q(models.Q(('stage__in', ['imported', 'refused']), _negated=True), ('ended_at', None)), _connector='OR'), name='people_roster_ended_when_over')],
            },
        ),
        migrations.CreateModel(
            name='SavedList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.region')),
                ('title', models.CharField(max_length=60, verbose_name='title')),
                ('criteria', models.JSONField(verbose_name='criteria')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField(verbose_name='made')),
                ('revision', models.PositiveIntegerField(default=1)),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, help_text='of the form: sent twice, it makes one list', unique=True)),
            ],
            options={
                'verbose_name': 'list by criteria',
                'ordering': ['title', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('county', 'title'), name='people_list_title_once'), models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='people_lists_have_titles')],
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.region')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.organisation', verbose_name='unit')),
                ('household', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='members', to='people.household', verbose_name='household')),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('name_key', models.CharField(help_text='common.text.normalise_name(name), as names are compared', max_length=40)),
                ('pinyin', models.CharField(help_text='without gaps, for search and order', max_length=160)),
                ('initials', models.CharField(help_text='of the pinyin, for search', max_length=40)),
                ('strokes', models.CharField(default='', editable=False, help_text='for the order by strokes', max_length=120)),
                ('gender', models.CharField(blank=True, choices=[('female', 'Female'), ('male', 'Male')], max_length=8, verbose_name='gender')),
                ('phone', jiafeng.ground.people.models.persons.PhoneField(blank=True, default='', digest='phone_digest', label='people.person.phone', max_length=200, verbose_name='mobile phone')),
                ('phone_digest', jiafeng.common.fields.DigestField(of='phone')),
                ('id_number', jiafeng.common.fields.SealedField(blank=True, default='', digest='id_digest', label='people.person.id_number', max_length=200, verbose_name='identity number')),
                ('id_digest', jiafeng.common.fields.DigestField(of='id_number')),
                ('post', models.CharField(blank=True, max_length=60, verbose_name='post')),
                ('rank', models.CharField(blank=True, choices=[('county_chief', 'County level, chief'), ('county_deputy', 'County level, deputy'), ('section_chief', 'Section level, chief'), ('section_deputy', 'Section level, deputy'), ('staff', 'Staff member')], max_length=20, verbose_name='cadre level')),
                ('rank_as_written', models.CharField(blank=True, max_length=20, verbose_name='rank')),
                ('posted_on', models.DateField(blank=True, help_text="first day of today's unit, post and rank; None: for as long as is known", null=True, verbose_name='in this post since')),
                ('cadre_relation', models.CharField(blank=True, choices=[('self', 'The cadre'), ('spouse', 'Spouse'), ('child', 'Child'), ('parent', 'Parent'), ('other', 'Other family')], max_length=8, verbose_name='relation to the cadre')),
                ('birth_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='year of birth')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='remark')),
                ('source', models.CharField(choices=[('entered', 'Entered by staff'), ('imported', 'Brought by a roster'), ('self', 'Gave it themself')], default='entered', max_length=8)),
                ('added_on', models.DateField(editable=False, help_text='the day on which the entry was made; None: before that was noted', null=True)),
                ('left_at', models.DateTimeField(blank=True, null=True, verbose_name='left the list')),
                ('merged_into', models.ForeignKey(blank=True, help_text='the entry that is the same person', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('erased_at', models.DateTimeField(blank=True, null=True, verbose_name='erased')),
                ('revision', models.PositiveIntegerField(default=1)),
                ('key', models.UUIDField(editable=False, help_text='of the form that added the person: sent twice, it adds once', null=True, unique=True)),
            ],
            options={
                'verbose_name': 'person',
                'indexes': [models.Index(fields=['county', 'pinyin', 'id'], name='people_by_pinyin'), models.Index(fields=['county', 'strokes', 'id'], name='people_by_strokes'), models.Index(fields=['county', 'initials'], name='people_by_initials'), models.Index(fields=['county', 'name_key'], name='people_by_name'), models.Index(fields=['organisation', 'pinyin', 'id'], name='people_by_unit'), models.Index(fields=['county', 'phone_digest'], name='people_by_phone')],
                'constraints': [models.UniqueConstraint(condition=models.Q(models.Q(('phone_digest', ''), _negated=True), ('merged_into', None)), fields=('county', 'name_key', 'organisation', 'phone_digest'), name='people_person_once'), models.UniqueConstraint(condition=models.Q(('organisation', None), models.Q(('phone_digest', ''), _negated=True), ('merged_into', None)), fields=('county', 'name_key', 'phone_digest'), name='people_person_once_without_unit'), models.UniqueConstraint(condition=models.Q(models.Q(('id_digest', ''), _negated=True), ('merged_into', None)), fields=('county', 'id_digest'), name='people_identity_once'), models.CheckConstraint(condition=models.Q(('merged_into', None), ('left_at__isnull', False), _connector='OR'), name='people_merged_off_the_list'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('name_key', ''), _negated=True)), name='people_have_names'), models.CheckConstraint(condition=models.Q(('birth_year', None), models.Q(('birth_year__gte', 1900), ('birth_year__lte', 2100)), _connector='OR'), name='people_birth_year_plausible')],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='people.person')),
                ('purpose', models.CharField(choices=[('photo', 'Being shown on photographs'), ('desk_card', 'A message printed on a desk card'), ('wall', 'The name on a public wall'), ('bulletin', 'The name in bulletins and news'), ('story', 'A model story'), ('contact', 'Being called and sent messages')], max_length=12, verbose_name='purpose')),
                ('given', models.BooleanField(verbose_name='agreed')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('by', models.ForeignKey(help_text='who entered it; None: the person', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('channel', models.CharField(choices=[('phone', 'On their own phone'), ('kiosk', 'On the shared tablet'), ('paper', 'On paper, signed'), ('staff', 'Told to staff'), ('call', 'By telephone'), ('post', 'By letter')], max_length=8, verbose_name='how it came')),
                ('text_version', models.CharField(blank=True, help_text='what the person read', max_length=60, verbose_name='version of the text')),
                ('guardian', models.CharField(blank=True, help_text='who answered for a child under 14', max_length=40, verbose_name="guardian's name")),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'consent',
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['person', 'purpose', '-id'], name='people_consents_of_person')],
            },
        ),
        migrations.CreateModel(
            name='Distinction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('one', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'distinction',
                'constraints': [models.UniqueConstraint(fields=('one', 'other'), name='people_distinct_once'), models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='people_distinct_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.region')),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('gone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('journal', models.JSONField(default=list)),
                ('undone_at', models.DateTimeField(null=True, verbose_name='undone')),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'merge',
                'ordering': ['-at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('gone',), name='people_gone_once'), models.CheckConstraint(condition=models.Q(('kept', models.F('gone')), _negated=True), name='people_merge_of_two'), models.CheckConstraint(condition=models.Q(('undone_at__isnull', False), ('undone_by', None), _connector='OR'), name='people_merge_undone_whole')],
            },
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='postings', to='people.person')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.organisation', verbose_name='unit')),
                ('post', models.CharField(blank=True, max_length=60, verbose_name='post')),
                ('rank', models.CharField(blank=True, choices=[('county_chief', 'County level, chief'), ('county_deputy', 'County level, deputy'), ('section_chief', 'Section level, chief'), ('section_deputy', 'Section level, deputy'), ('staff', 'Staff member')], max_length=20, verbose_name='cadre level')),
                ('rank_as_written', models.CharField(blank=True, max_length=20, verbose_name='rank')),
                ('since', models.DateField(blank=True, help_text='None: for as long as is known', null=True, verbose_name='from')),
                ('until', models.DateField(help_text='the first day on which it was no longer so', verbose_name='until')),
            ],
            options={
                'verbose_name': 'earlier post',
                'ordering': ['-until', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('since', None), ('since__lt', models.F('until')), _connector='OR'), name='people_posting_days_in_order'), models.UniqueConstraint(fields=('person', 'until'), name='people_posting_once_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Relation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.region')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relations', to='people.person')),
                ('to', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relations_to', to='people.person')),
                ('kind', models.CharField(choices=[('spouse', 'Spouse'), ('child', 'Child'), ('parent', 'Parent')], max_length=8, verbose_name='relation')),
            ],
            options={
                'verbose_name': 'relation',
                'constraints': [models.UniqueConstraint(fields=('person', 'to', 'kind'), name='people_relation_once'), models.CheckConstraint(condition=models.Q(('person', models.F('to')), _negated=True), name='people_relation_between_two')],
            },
        ),
        migrations.CreateModel(
            name='ConsentState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consent_states', to='people.person')),
                ('purpose', models.CharField(choices=[('photo', 'Being shown on photographs'), ('desk_card', 'A message printed on a desk card'), ('wall', 'The name on a public wall'), ('bulletin', 'The name in bulletins and news'), ('story', 'A model story'), ('contact', 'Being called and sent messages')], max_length=12, verbose_name='purpose')),
                ('given', models.BooleanField(verbose_name='agreed')),
                ('consent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.consent')),
            ],
            options={
                'verbose_name': 'standing consent',
                'indexes': [models.Index(condition=models.Q(('given', True)), fields=['purpose', 'person'], name='people_consents_given')],
                'constraints': [models.UniqueConstraint(fields=('person', 'purpose'), name='people_one_standing_consent')],
            },
        ),
        migrations.RunPython(make_keys, forget_proof),
    ]
