from typing import Any

from django.db import migrations, transaction

from jiafeng.common import sealing

BATCH = 2_000
PHONE, PROOF = "people.person.phone", "people.keyproof"


def seal(apps: Any, schema_editor: Any) -> None:
    """Seal the plain numbers, a batch a transaction; broken off, it goes on where it stopped, for a plain number has no dots.

    The rows are read and written as the database has them, past the field, which would open what is not sealed yet.
    """
    connection = schema_editor.connection
    sealing.make_ring_where_missing()
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM people_keyproof")
        if not cursor.fetchone()[0]:
            cursor.execute("INSERT INTO people_keyproof (id, sealed) VALUES (1, %s)", [sealing.seal("jiafeng", PROOF)])
        last = 0
        while True:
            cursor.execute(
                "SELECT id, phone FROM people_person WHERE id > %s AND phone <> '' AND phone NOT LIKE '%%.%%' ORDER BY id LIMIT %s", [last, BATCH]
            )
            rows = cursor.fetchall()
            if not rows:
                break
            with transaction.atomic(using=connection.alias):
                sealed = [(sealing.seal(phone, PHONE), pk) for pk, phone in rows]
                cursor.executemany("UPDATE people_person SET phone = %s WHERE id = %s", sealed)
            last = rows[-1][0]


def open_again(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id, phone FROM people_person WHERE phone <> ''")
        plain = [(sealing.unseal(phone, PHONE), pk) for pk, phone in cursor.fetchall()]
        cursor.executemany("UPDATE people_person SET phone = %s WHERE id = %s", plain)
        cursor.execute("DELETE FROM people_keyproof")


class Migration(migrations.Migration):
    """Telephone numbers are sealed; the file of keys is made where there is none."""

    atomic = False

    dependencies = [("people", "0003_room_for_seals")]

    operations = [migrations.RunPython(seal, open_again)]
