"""Why the claim check passed a number over, in words for the author and the approver."""

from django.utils.translation import gettext as _


def why_passed(reason: str, word: str) -> str:
    """The sentence for a reason of ``jiafeng.library.claims`` and the word of the text that gave it, "" where none did."""
    said = _said_by(word) if word else _plainly()
    return said.get(reason) or _plainly()[reason]


def _said_by(word: str) -> dict[str, str]:
    shown = {"word": word}
    return {
        "plan": _("“%(word)s” speaks of a plan or a target, not of something done.") % shown,
        "rule": _("“%(word)s” speaks of a rule, a price or a condition for taking part.") % shown,
        "condition": _("“%(word)s” supposes or asks; nothing is reported.") % shown,
        "call": _("“%(word)s” asks or calls for it; nothing is reported.") % shown,
        "told": _("“%(word)s” retells or explains; nothing is reported.") % shown,
        "habit": _("“%(word)s” says how often something is done as a rule.") % shown,
    }


def _plainly() -> dict[str, str]:
    return {
        "date": _("A date or a time."),
        "number": _("The number of a document, a clause, a list or a telephone."),
        "address": _("Part of an address."),
        "age": _("An age."),
        "ordinal": _("It says which one, not how many."),
        "name": _("Part of a name, a title or a slogan in quotation marks."),
        "plan": _("The sentence speaks of a plan or a target."),
        "rule": _("The sentence states a rule, a price or a condition for taking part."),
        "condition": _("The sentence supposes or asks."),
        "call": _("The sentence asks or calls for it."),
        "told": _("The sentence retells or explains."),
        "habit": _("The sentence says how often something is done as a rule."),
        "uncounted": _("Part of a word or a way of speaking: nothing is counted here."),
    }
