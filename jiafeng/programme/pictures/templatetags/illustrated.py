"""A light text with its pictures, as HTML; whatever was typed is escaped."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jiafeng.common.prose import Block, blocks
from jiafeng.ground.records.templatetags.stored import stored_picture
from jiafeng.programme.pictures.models import Picture
from jiafeng.programme.pictures.queries import Enclosures, Shown, enclosures, pictures_of, ticket

register = template.Library()

COLUMN = "(max-width: 740px) 100vw, 672px"
"""How wide a picture stands in an article."""


@register.simple_tag
def enclosed(subject: str, public: bool = True, attachments: bool = True) -> Enclosures:
    """What goes with a text and may be shown now. A page that shows what is not public yet says so, and carries a ticket for its pictures."""
    return enclosures(subject, key="" if public else ticket(subject), attachments=attachments)


@register.simple_tag
def illustrated(text: str, with_them: Enclosures, structured: bool = True, marks: bool = True) -> SafeString:
    """The text with its pictures: the cover above, each where its mark stands, and those without a place after the text.

    A mark whose picture may not be shown, or is gone, leaves no trace; in texts that were written before there were marks (`marks=False`) it stays text.
    """
    parts = list(blocks(text, structured=structured))
    placed = {part.number for part in parts if part.kind == "picture"}
    above = [each for each in with_them.pictures.values() if each.cover and each.number not in placed]
    after = [each for each in with_them.pictures.values() if not each.cover and each.number not in placed]
    first = next(iter(above), None) or next((with_them.pictures[each.number] for each in parts if each.number in with_them.pictures), None)
    html = [
        *(_figure(each, first) for each in above),
        *(_block(part, with_them, first, marks) for part in parts),
        *(_figure(each, first) for each in after),
    ]
    return format_html_join("\n", "{}", ((each,) for each in html if each))


@register.simple_tag
def pictures_to_place(subject: str) -> list[Picture]:
    """The pictures that the editor of a text offers to place; none of a text that is not kept yet."""
    return pictures_of(subject) if subject else []


@register.simple_tag
def pictures_above(of: Enclosures, placed: Collection[int]) -> SafeString:
    """What stands above a text that its page writes itself: the cover, where it has no place in the text."""
    return _figures(each for each in of.pictures.values() if each.cover and each.number not in placed)


@register.simple_tag
def pictures_after(of: Enclosures, placed: Collection[int]) -> SafeString:
    """What stands after such a text: the pictures without a place in it."""
    return _figures(each for each in of.pictures.values() if not each.cover and each.number not in placed)


@register.simple_tag
def picture_here(of: Enclosures, number: int) -> SafeString:
    """The picture of a line of such a text; nothing where it may not be shown."""
    return _figures(each for each in of.pictures.values() if each.number == number)


def _figures(pictures: Iterable[Shown]) -> SafeString:
    return format_html_join("\n", "{}", ((_figure(each, None),) for each in pictures))


@register.inclusion_tag("pictures/_attachments.html")
def attachments(of: Enclosures) -> dict[str, object]:
    """The attachments of a text, to take along."""
    return {"attachments": of.attachments}


def _figure(picture: Shown, first: Shown | None) -> SafeString:
    image = stored_picture(picture.url, picture.alt, COLUMN, picture.width, picture.height, first=picture is first, phone=True)
    if not picture.caption:
        return format_html('<figure class="picture">{}</figure>', image)
    return format_html('<figure class="picture">{}<figcaption>{}</figcaption></figure>', image, picture.caption)


def _block(part: Block, with_them: Enclosures, first: Shown | None, marks: bool) -> SafeString:
    if part.kind == "picture":
        picture = with_them.pictures.get(part.number)
        if picture is not None:
            return _figure(picture, first)
        return SafeString("") if marks else _lines(part)
    if part.kind in ("heading2", "heading3"):
        return format_html("<h{0}>{1}</h{0}>", part.kind[-1], part.lines[0])
    if part.kind == "bullets":
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((line,) for line in part.lines)))
    if part.kind == "numbers":
        start = format_html(' start="{}"', part.number) if part.number != 1 else SafeString("")
        return format_html("<ol{}>{}</ol>", start, format_html_join("", "<li>{}</li>", ((line,) for line in part.lines)))
    return _table(part) if part.kind == "table" else _lines(part)


def _lines(part: Block) -> SafeString:
    return format_html("<p>{}</p>", format_html_join(SafeString("<br>"), "{}", ((line,) for line in part.lines)))


def _table(part: Block) -> SafeString:
    rows = list(part.rows)
    head = SafeString("")
    if part.headed:
        cells = format_html_join("", '<th scope="col">{}</th>', ((cell,) for cell in rows.pop(0)))
        head = format_html("<thead><tr>{}</tr></thead>", cells)
    body = format_html_join("", "<tr>{}</tr>", ((format_html_join("", "<td>{}</td>", ((cell,) for cell in row)),) for row in rows))
    # A table wider than a telephone is moved sideways by itself, and the keyboard reaches it.
    region = (
        '<div class="table-responsive" tabindex="0" role="region" aria-label="{}"><table class="table">{}<tbody>{}</tbody></table></div>'
    )
    return format_html(region, _("Table"), head, body)
