"""What the action log and the runs of data keeping show."""

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from jiafeng.common.templatetags.ui import tag
from jiafeng.ground.lists import Column, List, day, words
from jiafeng.ground.records.models import Upkeep

LOG = List(
    _("Action log"),
    [
        Column(_("When"), "at", 20, "at", show=lambda entry: f"{localtime(entry.at):%Y-%m-%d %H:%M:%S}"),
        Column(_("Who"), "by", 16, "by__name"),
        Column(_("What"), "what", 20, "verb", note="of"),
        Column(_("Done to"), "of", 16, page=False),
        Column(_("Verb"), "named", 28, page=False),
        Column(_("Summary"), "summary", 50, note="reason"),
        Column(_("Why"), "reason", 40, page=False),
    ],
    [words(_("Words")), day("since", _("From")), day("until", _("To"))],
    lead=_("Who did what, when and why. Entries are added by every action and never changed."),
    empty=(_("No entry here"), _("Every action leaves an entry. If you filtered, show all again.")),
    sign="history",
    exported=50_000,
)


def _outcome(run: Upkeep) -> str:
    return tag(_("all well"), "good") if run.sound else tag(_("not well"), "bad")


UPKEEP = List(
    _("Data keeping"),
    [
        Column(_("When"), "ended_at", 18, "ended_at"),
        Column(_("What"), "get_kind_display", 20, "kind"),
        Column(_("Outcome"), lambda run: _("all well") if run.sound else _("not well"), 12, show=_outcome, note="message"),
        Column(_("Files compared"), "files", 12, num=True),
        Column(_("Rows counted"), "rows", 12, num=True),
    ],
    lead=_(
        "The server looks after its own data: each day the database and a sample of the files, each month all of them, and a drill that restores a"
        " backup and counts it again."
    ),
    empty=(_("No run yet"), _("The first begins some minutes after the server was started.")),
    sign="archive",
)
