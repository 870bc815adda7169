"""Photographs of handwriting made by simulation, with the truth beside them, and what `jiafeng.library.ink` makes of them."""
