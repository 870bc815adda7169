"""How a page shows a picture that is kept: in the size at which it stands there, never as it was kept."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from jiafeng.library.media.renditions import WIDTHS

register = template.Library()

PHONE = 800  # pixels; a telephone is sent no more, however fine its screen: the budget of a first picture is 60 KB


@register.simple_tag
def stored_picture(
    url: str, alt: str, sizes: str, width: int = 0, height: int = 0, *, css: str = "", first: bool = False, phone: bool = False
) -> SafeString:
    """A picture of `records.views.picture` at `url`. sizes: how wide it stands, as CSS ("324px", "(max-width: 600px) 100vw, 760px").

    width, height: of the picture that is kept, in pixels, so that the page does not jump; 0 where they are not known. first: it stands where the page
    begins, and is not put off until it is scrolled to. phone: on a narrow screen it fills the width, and at most `PHONE` pixels are sent.
    """
    mark = "&" if "?" in url else "?"
    # A picture far taller than wide is kept smaller (library.media), which its descriptors would hide; nobody's page depends on them.
    fitting = [each for each in WIDTHS if not width or each < width] or [WIDTHS[0]]
    if width and len(fitting) < len(WIDTHS):
        fitting.append(WIDTHS[len(fitting)])
    offered = _offer(url, mark, list(dict.fromkeys(fitting)))
    size = format_html(' width="{}" height="{}"', width, height) if width and height else SafeString("")
    image = format_html(
        '<img src="{}{}w={}" srcset="{}" sizes="{}"{}{}{} decoding="async" alt="{}">',
        url, mark, min(PHONE, max(fitting)), offered, sizes, size, format_html(' class="{}"', css) if css else "",
        SafeString("") if first else SafeString(' loading="lazy"'), alt,
    )  # fmt: skip
    if not phone:
        return image
    small = _offer(url, mark, [each for each in fitting if each <= PHONE])
    return format_html('<picture><source media="(max-width: 600px)" srcset="{}" sizes="100vw">{}</picture>', small, image)


def _offer(url: str, mark: str, widths: list[int]) -> SafeString:
    return format_html_join(", ", "{}{}w={} {}w", ((url, mark, each, each) for each in widths))
