"""The names of the numbers that make a test play larger (tests/README.md): let through to the tests, and to the processes that they start."""

NAMES = ("JIAFENG_CHANGES", "JIAFENG_ELECTIONS", "JIAFENG_GUESSES", "JIAFENG_HOSTILE", "JIAFENG_KILLS", "JIAFENG_ROUNDS")
