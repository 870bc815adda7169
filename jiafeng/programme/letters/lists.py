"""What the lists of messages and letters show."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from jiafeng.common.templatetags.ui import stage
from jiafeng.ground.lists import Column, List, choice, one_of, words
from jiafeng.ground.lists.views import tick
from jiafeng.ground.people.lists import shown_name
from jiafeng.ground.records.templatetags.stored import stored_picture
from jiafeng.ground.units.lists import UNIT
from jiafeng.programme.letters import policies
from jiafeng.programme.letters.models import Channel, Message
from jiafeng.programme.letters.stages import Stage


def _box(message: Message) -> Any:
    return tick("message", message.pk, message.person.name, "bulk") if message.stage == Stage.RECEIVED else " "


def _words(message: Message) -> Any:
    """The handwriting itself, where there is any."""
    if message.version.ink:
        address = reverse("letters:ink", args=[message.pk])
        return stored_picture(address, message.version.words or str(_("handwritten")), "176px", css="ink-small")
    words = message.version.words or message.reference
    return format_html('<span class="kai">{}</span>', f"{words[:39]}…" if len(words) > 40 else words)


MESSAGES = List(
    _("All messages"),
    [
        Column(_("Choose"), "pk", show=_box, control=True, may=policies.may_moderate),
        Column(_("Reference number"), "reference", 14, page=False),
        Column(_("Message"), "reference", 0, show=_words, link="letters:message"),
        Column(_("Name"), "person.name", 12, "person__pinyin", lambda message: shown_name(message.person)),
        UNIT,
        Column(_("Cadre's name"), "cadre", 12, "cadre"),
        Column(_("Relation to the cadre"), "get_relation_display", 12, page=False),
        Column(_("Sent on"), "sent_on", 12, "sent_on"),
        Column(_("How it came in"), "version.get_channel_display", 22),
        Column(_("Stage"), "get_stage_display", 10, "stage", stage),
        Column(_("Typed words"), "version.text", 50, page=False),
        Column(_("Transcription"), "version.transcription", 50, page=False),
    ],
    [
        words(_("Name, words or reference number")),
        choice("stage", _("Stage"), Stage.choices, nothing=_("All but withdrawn")),
        choice("channel", _("How it came in"), Channel.choices),
        one_of("unit", _("Unit")),
    ],
    empty=(_("No message yet"), _("What families send appears here at once, from whatever channel.")),
    sign="message-heart",
)
LETTERS = List(
    _("Family letters"),
    [
        Column(_("Heading"), "title", 30, "title", link="letters:letter"),
        Column(_("Written by"), "person.name", 12, "person__pinyin"),
        UNIT,
        Column(_("Written on"), "written_on", 12, "written_on"),
        Column(_("Stage"), "get_stage_display", 10, "stage", stage),
    ],
    [words(_("Title or author")), choice("stage", _("Stage"), Stage.choices, nothing=_("All but withdrawn"))],
    lead=_("Longer than a card: typed or photographed, read by the public and bound into a booklet where the author agrees."),
    empty=(_("No letter here"), _("Letters that families hand in are entered here, typed or as photographs of their pages.")),
    sign="mail",
)
