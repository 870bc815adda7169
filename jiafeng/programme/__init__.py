"""The work itself, room by room."""
