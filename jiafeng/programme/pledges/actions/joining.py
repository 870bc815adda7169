"""What becomes of pledges when two entries turn out to be one person, and when a person is erased (people.holdings)."""

from __future__ import annotations

from datetime import datetime

from jiafeng.ground.people.actions import NAMELESS
from jiafeng.ground.people.holdings import Changes
from jiafeng.ground.people.models import Person
from jiafeng.programme.pledges.models import Pledge, PledgeDispute, PledgeLink, PledgeTrace, SignatureKind
from jiafeng.programme.pledges.stages import DisputeStage


def join_pledges(*, kept: Pledge, gone: Pledge, changes: Changes) -> None:
    """Two pledges of one person in one drive are one, with the traces of both; of two signatures by one channel one is shown: the kept
    one, or that which alone is disputed, for it will be looked at.

    Whether it stands is the later word: a signature after a withdrawal stands, a withdrawal after a signature does not.
    """
    shown = {trace.channel: trace for trace in PledgeTrace.objects.filter(pledge=kept)}
    only_gone_disputed = gone.disputed_at is not None and kept.disputed_at is None
    for trace in PledgeTrace.objects.filter(pledge=gone).order_by("pk"):
        if trace.channel in shown and not only_gone_disputed:
            changes.remove(trace)
            continue
        if trace.channel in shown:
            changes.remove(shown[trace.channel])
        changes.set(trace, pledge=kept)
    _join_disputes(kept, gone, changes)
    said = {
        "signed_on": min(kept.signed_on, gone.signed_on),
        "channels": kept.channels | gone.channels,
        "disputed_at": kept.disputed_at or gone.disputed_at,
        **{name: getattr(kept, name) or getattr(gone, name) for name in ("relation", "cadre", "guardian")},
    }
    if (gone.withdrawn_at or gone.recorded_at) > (kept.withdrawn_at or kept.recorded_at):
        said |= {name: getattr(gone, name) for name in ("withdrawn_at", "withdrawn_by", "withdrawn_reason")}
    changes.remove(gone)
    changes.set(kept, **said)


def _join_disputes(kept: Pledge, gone: Pledge, changes: Changes) -> None:
    """The disputes of both are about the one pledge. Of two that are open the one due first is decided, and the other with it, so that
    whoever holds either receipt reads the answer.
    """
    open_ones = PledgeDispute.objects.filter(pledge__in=[kept, gone], stage=DisputeStage.OPEN, decided_with=None).order_by("due_on", "pk")
    for dispute in open_ones[1:]:
        changes.set(dispute, decided_with=open_ones[0])
    for dispute in PledgeDispute.objects.filter(pledge=gone).order_by("pk"):
        changes.set(dispute, pledge=kept)


def join_links(*, kept: PledgeLink, gone: PledgeLink, changes: Changes) -> None:
    """One personal link is enough; the other entry's opens nothing any more."""
    changes.remove(gone)


def erase_pledges(*, at: datetime, person: Person) -> None:
    """The pledges are counted on, of nobody: names and signatures are blanked. A sheet's photograph holds other people's too, and stays."""
    Pledge.objects.filter(person=person).update(cadre="", guardian="", withdrawn_reason="")
    PledgeDispute.objects.filter(pledge__person=person).update(words="")
    traces = PledgeTrace.objects.filter(pledge__person=person).exclude(kind=SignatureKind.INK)
    traces.update(kind=SignatureKind.TYPED, typed_name=NAMELESS, strokes="", evidence=None)
    PledgeLink.objects.filter(person=person).delete()
