"""Excel and CSV: read as offices write them, checked, with errors by row and column; written so that no cell is ever a formula."""

from jiafeng.library.sheets.columns import CellError, Column, Noted
from jiafeng.library.sheets.tables import Broken, Problem, Refusal, Row, Table, read_table
from jiafeng.library.sheets.writers import write_csv, write_table

__all__ = ["Broken", "CellError", "Column", "Noted", "Problem", "Refusal", "Row", "Table", "read_table", "write_csv", "write_table"]
