"""What stands on a sheet's page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jiafeng.ground.papers.models import PaperRow, PaperSheet
from jiafeng.ground.papers.queries.owners import Printed
from jiafeng.library.press.rowsheets import RowSheet
from jiafeng.library.press.tables import Column

_CODE_SHARE = 10.0


def page_of(sheet: PaperSheet, printed: Printed, address: str) -> RowSheet:
    """The page of a sheet, as often as it is printed. `address` is what its QR code opens."""
    said = [_("Sheet %(number)s") % {"number": sheet.number}, printed.version]
    return RowSheet(
        title=printed.title,
        lines=printed.lines,
        code=" · ".join(part for part in said if part),
        qr_text=address,
        columns=(
            Column(_("Row"), _CODE_SHARE, True),
            *(Column(label, share, name == "tick") for name, label, share in printed.columns),
        ),
        rows=tuple(
            (f"{sheet.number}-{row.number}", *(_cell(name, row) for name, _label, _share in printed.columns)) for row in sheet.rows.all()
        ),
        note=printed.note,
        landscape=sheet.geometry.landscape,
    )


def _cell(name: str, row: PaperRow) -> str:
    if name == "tick":
        return "□"
    if not row.printed or row.person is None:
        return ""
    if name == "name":
        return str(row.person.name)
    return row.person.organisation.label if name == "organisation" and row.person.organisation else ""
