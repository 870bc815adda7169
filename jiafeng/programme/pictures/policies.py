"""What a picture must say of itself."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext_lazy as _

from jiafeng.common.text import normalise_name

UNDESCRIBED = _("Say in a sentence what is on the picture, for those who do not see it; or mark it as decoration.")
LEAST_ALT = 4  # characters; two say 照片

_FILE_NAME = re.compile(
    r"\.(jpe?g|png|webp|heic|heif|gif|bmp|tiff?)$|^(img|dsc|dscn|pxl|mmexport|wx_camera|微信图片|screenshot|image)[-_ ]?\(?\d",
    re.IGNORECASE,
)
_SAYS_NOTHING = re.compile(
    r"^(一张|这是)?(图片?|照片|相片|插图|配图|封面图?|活动照片|现场照片|图片说明|picture|photo|image)[\d一二三四五六七八九十]*$",
    re.IGNORECASE,
)


def alt_refusal(alt: str, *, caption: str, file_name: str, decorative: bool) -> Any:
    """Whether the alternative text tells somebody who does not see the picture what is on it; a decoration has none."""
    if decorative:
        return _("A decoration has no alternative text: clear one or the other.") if alt else None
    said = normalise_name(alt)
    if not said:
        return UNDESCRIBED
    if _FILE_NAME.search(alt) or said == normalise_name(PurePath(file_name).stem) or said == normalise_name(file_name):
        return _("This is the file's name. Say what is on the picture.")
    if said == normalise_name(caption):
        return _("This is the caption again, which everybody reads beside it. Say what is to be seen.")
    if _SAYS_NOTHING.match(said) or len(said) < LEAST_ALT:
        return _("This does not say what is on the picture: who does what, and where?")
    return None
