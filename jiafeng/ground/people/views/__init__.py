"""Pages of people: parse, one call, render."""
