"""The names of the numbers that make a test play larger (tests/README.md): let through to the tests, and to the processes that they start."""

NAMES = ("JIAFENG_ELECTIONS", "JIAFENG_GUESSES", "JIAFENG_KILLS", "JIAFENG_ROUNDS")
