import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('units', '0001_initial')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Region',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=255, unique=True)),
                ('depth', models.PositiveIntegerField()),
                ('numchild', models.PositiveIntegerField(default=0)),
                ('code', models.CharField(max_length=12, unique=True, verbose_name='official code')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('short_name', models.CharField(blank=True, max_length=30, verbose_name='short name')),
                ('level', models.CharField(choices=[('province', 'Province'), ('prefecture', 'Prefecture'), ('county', 'County'), ('township', 'Township'), ('village', 'Village or community')], max_length=12, verbose_name='level')),
            ],
            options={
                'verbose_name': 'region',
            },
        ),
        migrations.CreateModel(
            name='CountyProfile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='profile', to='units.region')),
                ('site_name', models.CharField(max_length=30, verbose_name='site name')),
                ('tagline', models.CharField(max_length=80, verbose_name='tagline')),
                ('domain', models.CharField(blank=True, max_length=120, null=True, unique=True, verbose_name='domain')),
                ('telephone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
                ('address', models.CharField(blank=True, max_length=120, verbose_name='address')),
                ('is_demo', models.BooleanField(default=False, verbose_name='demo data')),
            ],
            options={
                'verbose_name': 'county profile',
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=255, unique=True)),
                ('depth', models.PositiveIntegerField()),
                ('numchild', models.PositiveIntegerField(default=0)),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.region', verbose_name='county')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.region', verbose_name='region')),
                ('kind', models.CharField(choices=[('federation', "Women's Federation"), ('commission', 'Discipline commission'), ('organisation_department', 'Organisation department'), ('unit', 'County unit'), ('township', 'Township'), ('village', 'Village'), ('community', 'Community'), ('school', 'School')], max_length=24, verbose_name='kind')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('short_name', models.CharField(blank=True, max_length=40, verbose_name='short name')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed on')),
                ('revision', models.PositiveIntegerField(default=1)),
            ],
            options={
                'verbose_name': 'organisation',
                'constraints': [models.UniqueConstraint(fields=('county', 'name'), name='units_organisation_name_once')],
            },
        ),
        migrations.CreateModel(
            name='OrganisationAlias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.region')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='units.organisation')),
                ('normalised', models.CharField(max_length=80)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('county', 'normalised'), name='units_alias_once')],
            },
        ),
    ]
