"""The event's row, which whoever decides about seats or stages holds alone."""

from __future__ import annotations

from jiafeng.programme.events.models import Event


def lock(event: Event) -> Event:
    """The event as it stands, its row held until the transaction ends."""
    return Event.objects.select_for_update(of=("self",)).select_related("county", "organisation").get(pk=event.pk)
