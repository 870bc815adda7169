"""Pure library: secret ballots sealed in envelopes, and the published board that anybody can recount."""

from jiafeng.library.ballots.board import (
    Board,
    Came,
    Candidate,
    Chain,
    Paper,
    Poll,
    Rule,
    Unopened,
    Written,
    open_all,
    publish,
    read,
    start_of,
    write,
)
from jiafeng.library.ballots.recount import Altered, chain_head, code_of, elect, verify
from jiafeng.library.ballots.sealing import Broken, link_of, new_key, public_of, seal, unseal

__all__ = [
    "Altered",
    "Board",
    "Broken",
    "Came",
    "Candidate",
    "Chain",
    "Paper",
    "Poll",
    "Rule",
    "Unopened",
    "Written",
    "chain_head",
    "code_of",
    "elect",
    "link_of",
    "new_key",
    "open_all",
    "public_of",
    "publish",
    "read",
    "seal",
    "start_of",
    "unseal",
    "verify",
    "write",
]
