"""What the register of approvers shows."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from jiafeng.ground.links.models import Approver
from jiafeng.ground.lists import Column, List, words


def _since(approver: Approver) -> Any:
    return _("approves no more") if approver.closed_at else ""


APPROVERS = List(
    _("Approvers"),
    [
        Column(_("Name"), "name", 16, "name", link="links:approver", note=_since),
        Column(_("Post"), "post", 30, "post"),
        Column(_("Mobile phone"), "masked_phone", 16),
        Column(_("Added"), "added_at", 18, "added_at"),
    ],
    [words(_("Name or post"), "name", "post")],
    lead=_("Leaders who approve articles and bulletins without an account: by a secret link and a code to their telephone."),
    empty=(_("No approver here"), _("Enter the leaders who sign off texts, each with the telephone that the code goes to.")),
    sign="shield-check",
)
