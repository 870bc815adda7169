"""Pages of awards: schemes, rounds, nominations, review, polls, the ranking, objections, titles; and what the public meets."""
