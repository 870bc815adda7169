"""What to tell the person whose photograph gives no ink, and what to do instead."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

REASONS: dict[str, Any] = {
    "blurred": _("The photograph is blurred. Hold the telephone still, wait until it is sharp, and take it again."),
    "too_small": _("The sheet is too far away. Go closer, so that it fills the picture, and take it again."),
    "empty": _("There is no handwriting on the sheet. Is it the right side?"),
    "no_page": _(
        "Neither a sheet nor handwriting was found. Take the sheet with all four edges in the picture, on a table of another colour, or set its corners by hand."
    ),
    "cut_off": _("The writing runs out of the picture. Go a little further back, so that all of it is in the picture, and take it again."),
    "not_image": _("This is not a photograph. Choose a JPEG, PNG, WebP or HEIC file."),
    "corrupt": _("The file is damaged or cut off. Send it again."),
    "too_large": _("The picture is too large. Take it with the usual camera setting."),
}
