"""What the lists of accounts and of the door show."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from jiafeng.common.templatetags.ui import tag
from jiafeng.ground.accounts.models import Happening, Membership, Role
from jiafeng.ground.lists import Column, List, choice, day, words
from jiafeng.ground.lists.views import press


def _whose(membership: Membership) -> Any:
    user = membership.user
    return user.username if user.is_active else format_html("{} {}", user.username, tag(_("disabled"), "bad"))


def _presses(membership: Membership) -> Any:
    """What is done with a role that is held."""
    if membership.until:
        return SafeString("")
    pk = membership.user_id
    return format_html(
        '<div class="actions flex-nowrap text-nowrap"><a class="btn btn-plain btn-sm" href="{}">{}</a><a class="btn btn-plain btn-sm" href="{}">{}</a>{}</div>',
        reverse("accounts:give_role", args=[pk]), _("Further role"), reverse("accounts:set_password", args=[pk]), _("New password"),
        press(_("End the role"), reverse("accounts:end_role", args=[membership.pk]), membership.user.name),
    )  # fmt: skip


ROLES = List(
    _("Accounts and roles"),
    [
        Column(
            _("Name"), "user.name", 16, "user__name", link=lambda membership: reverse("accounts:sessions_of", args=[membership.user_id]),
            note=_whose,
        ),
        Column(_("User name"), "user.username", 16, page=False),
        Column(_("Organisation"), "organisation.name", 26, "organisation__name"),
        Column(_("Role"), "get_role_display", 18, "role"),
        Column(_("Since"), "since", 12, "since", note=lambda membership: membership.until and f"– {membership.until}"),
        Column(_("Until"), "until", 12, page=False),
        Column(_("Last sign-in"), "user.last_login", 18, "user__last_login"),
        Column(_("Actions"), "pk", show=_presses, control=True),
    ],
    [words(_("Words"), "user__name", "user__username", "organisation__name"), choice("role", _("Role"), Role.choices, "role")],
    lead=_("Who may sign in, and in which capacity. A role is ended, never erased."),
    sign="users",
)  # fmt: skip
DOOR = List(
    _("Sign-in log"),
    [
        Column(_("When"), "at", 20, "at", show=lambda entry: f"{localtime(entry.at):%Y-%m-%d %H:%M:%S}"),
        Column(_("Account"), "whose", 20, show=lambda entry: entry.user.name if entry.user else entry.whose, note="user.username"),
        Column(_("What"), "get_what_display", 30, "what", note="by"),
        Column(_("Address"), "address", 24, "address", note="browser"),
        Column(_("Browser"), "browser", 24, page=False),
        Column(_("By"), "by", 16, page=False),
    ],
    [
        words(_("User name, name or address")),
        choice("what", _("What"), Happening.choices, nothing=_("everything")),
        day("since", _("From")),
        day("until", _("To")),
    ],
    lead=_("Who signed in or tried to, when and from where. Entries are deleted when their term is over (How long it is kept)."),
    empty=(_("No entry here"), _("Every sign-in leaves an entry. If you filtered, show all again.")),
    sign="login",
    exported=50_000,
)
