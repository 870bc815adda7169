"""Pages of accounts, and what happens at the door."""
