"""Pages of paper sheets: parse, one call, render."""
