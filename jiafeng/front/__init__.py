"""Where people arrive: the public site and the staff's day."""
