"""Pages of gatherings: preparing, inviting, the door, the record."""
