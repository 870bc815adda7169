"""What was kept otherwise: the channels of each pledge as bits, and the consent to show a name in the people's own ledger."""

from django.db import migrations
from django.db.models import Exists, F, OuterRef

# The order of the bits, as models.Channel had it when this was written.
CHANNELS = ("phone", "paper", "staff", "kiosk")
BATCH = 2000


def fill_channels(apps, schema_editor):
    pledges = apps.get_model("pledges", "Pledge").objects
    traces = apps.get_model("pledges", "PledgeTrace").objects
    pledges.update(channels=0)
    for place, channel in enumerate(CHANNELS):
        pledges.filter(Exists(traces.filter(pledge=OuterRef("pk"), channel=channel))).update(channels=F("channels") + (1 << place))


def move_consents(apps, schema_editor):
    """The first consent of each person, with the version of the text beside which it was given."""
    Consent, ConsentState = (apps.get_model("people", name) for name in ("Consent", "ConsentState"))
    shown = apps.get_model("pledges", "Pledge").objects.filter(name_shown_at__isnull=False).select_related("text").order_by("pk")
    known = set(ConsentState.objects.filter(purpose="wall").values_list("person_id", flat=True))
    fresh = []
    for pledge in shown.iterator(chunk_size=BATCH):
        if pledge.person_id in known:
            continue
        known.add(pledge.person_id)
        channel = "phone" if pledge.channels & 1 else "paper" if pledge.channels & 2 else "staff"
        version = f"{pledge.drive_id}-{pledge.text.version}"
        fresh.append(
            Consent(
                person_id=pledge.person_id, purpose="wall", given=True, at=pledge.name_shown_at,
                channel=channel, text_version=version, guardian=pledge.guardian,
            )
        )
        if len(fresh) == BATCH:
            _keep(Consent, ConsentState, fresh)
            fresh = []
    _keep(Consent, ConsentState, fresh)


def _keep(Consent, ConsentState, fresh):
    made = Consent.objects.bulk_create(fresh)
    ConsentState.objects.bulk_create(
        ConsentState(person_id=consent.person_id, purpose="wall", given=True, consent=consent) for consent in made
    )


class Migration(migrations.Migration):
    dependencies = [("pledges", "0002_disputes_kiosk_channels"), ("people", "0002_consents_lists_posts")]

    operations = [
        migrations.RunPython(fill_channels, migrations.RunPython.noop),
        migrations.RunPython(move_consents, migrations.RunPython.noop),
    ]
