"""Pages of messages and letters: drives, what came in, writing on a phone, and what the public may see."""
