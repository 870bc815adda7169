"""What the catalogue of figures shows. A row is a figure and its value."""

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from jiafeng.ground.lists import Column, List

FIGURES = List(
    _("Figures"),
    [
        Column(_("Figure"), lambda row: row[0].label, 28, link=lambda row: row[2]),
        Column(_("Value"), lambda row: row[1], 10, show=lambda row: format_html("<b>{}</b> {}", f"{row[1]:,}", row[0].unit), num=True),
        Column(_("Unit"), lambda row: row[0].unit, 8, page=False),
        Column(_("What is counted"), lambda row: row[0].definition, 70),
        Column(_("Figure code"), lambda row: row[0].code, 24, page=False),
    ],
    lead=_("Every number the records can show. Each opens the rows it counts."),
    sign="chart-bar",
    per=500,
)
