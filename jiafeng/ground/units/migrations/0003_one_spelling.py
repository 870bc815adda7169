from typing import Any

from django.db import migrations

from jiafeng.common.text import normalise_name, tidy_name


def renew(apps: Any, schema_editor: Any) -> None:
    """Names of units as they are taken from now on: no marks that nobody sees, one kind of dot. One that another unit has is left as it is."""
    using = schema_editor.connection.alias
    units = apps.get_model("units", "Organisation").objects.using(using)
    taken = set(units.values_list("county_id", "name"))
    for pk, county, name, short in units.order_by("pk").values_list("pk", "county_id", "name", "short_name"):
        fields = {"name": tidy_name(name), "short_name": tidy_name(short)}
        if fields["name"] != name and (county, fields["name"]) in taken:
            del fields["name"]
        if fields != {"name": name, "short_name": short}:
            units.filter(pk=pk).update(**fields)
            taken.add((county, fields.get("name", name)))
    aliases = apps.get_model("units", "OrganisationAlias").objects.using(using)
    known = set(aliases.values_list("county_id", "normalised"))
    for pk, county, written in aliases.order_by("pk").values_list("pk", "county_id", "normalised"):
        normalised = normalise_name(written)
        if (county, normalised) not in known:
            aliases.filter(pk=pk).update(normalised=normalised)
            known.add((county, normalised))


class Migration(migrations.Migration):
    dependencies = [("units", "0002_holiday_notices")]

    operations = [migrations.RunPython(renew, migrations.RunPython.noop)]
