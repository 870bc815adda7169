"""What to tell the person whose file is not read as a table."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from jiafeng.library.sheets.tables import Problem, Refusal

_KINDS: dict[str, Any] = {
    "pdf": _("a PDF"),
    "image": _("a picture"),
    "program": _("a program"),
    "zip": _("an archive"),
    "html": _("a web page"),
    "unknown": _("something else"),
}

_SENTENCES: dict[str, Any] = {
    "missing": _("The file is not there. Choose it again."),
    "empty": _("The file is empty. Choose the right one."),
    "too_large": _("The file is larger than %(limit_mb)s MB. Split it and import the parts."),
    "not_a_table": _("This is %(kind)s, not a table. Open it in Excel or WPS, save it as .xlsx and choose that file."),
    "encrypted": _("The file is locked with a password. Save it without one and choose it again."),
    "corrupt": _("The file is damaged or cut off. Open it in Excel or WPS, save it again as .xlsx and choose that file."),
    "bomb": _("The file unpacks to far more than a table holds. Copy the table into a new workbook and choose that file."),
    "double_part": _(
        "The file holds two parts named %(part)s. Open it in Excel or WPS, look at it, save it again as .xlsx and choose that file."
    ),
    "too_wide": _("Something stands in a cell far away from the table. Copy the table into a new workbook and choose that file."),
    "too_slow": _("The file takes too long to read. Copy the table into a new workbook, or split it, and choose that file."),
    "unknown_encoding": _("The characters of the file cannot be read. Save it as .xlsx and choose that file."),
    "no_header": _("No heading was found in the first 60 rows. The table needs the columns %(columns)s; the template has them."),
    "missing_columns": _("The heading in row %(row)s lacks %(columns)s. Add it, or use the template."),
    "duplicate_header": _("In row %(row)s two columns are headed %(column)s. Rename the one that is not meant."),
    "too_many_rows": _("The table has more than %(limit)s rows. Split it and import the parts."),
}


def sentence(refusal: Refusal) -> str:
    """The refusal in the reader's language, with what to do."""
    params = dict(refusal.params)
    if isinstance(params.get("columns"), list):
        params["columns"] = "、".join(params["columns"])
    if "kind" in params:
        params["kind"] = _KINDS.get(params["kind"], _KINDS["unknown"])
    return str(_SENTENCES[refusal.code]) % params


_OF_CELLS: dict[str, Any] = {
    "required": _("This must be filled in."),
    "lost_digits": _(
        "The spreadsheet has cut the number to %(text)s: its last digits are lost. Set the column to text and type the number again."
    ),
    "unseen": _("Marks that nobody sees were taken out."),
}


def cell_sentence(problem: Problem) -> str:
    """What every importer says of a cell: one that must be filled in, one whose digits are lost, one that held unseen marks.

    Raises KeyError for a code of the caller's own parsers.
    """
    return str(_OF_CELLS[problem.code]) % problem.params
