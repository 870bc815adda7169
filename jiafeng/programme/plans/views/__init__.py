"""Pages of plans: parse, one call, render."""
