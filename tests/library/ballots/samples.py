"""Polls with ballots, drawn from a seed."""

import random

from jiafeng.library.ballots import Board, Candidate, Chain, Paper, Poll, Rule, chain_head, link_of, new_key, publish, seal, start_of

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def receipt(rng: random.Random) -> str:
    return "-".join("".join(rng.choices(LETTERS, k=4)) for _ in range(3))


def poll(candidates: int = 5, **rule: object) -> Poll:
    facts = {"seats": 2, "least": 1, "most": 3, **rule}
    return Poll("示例-1", "示例", Rule(**facts), [Candidate(f"{n:02}", f"示{n}") for n in range(1, candidates + 1)], "开", "关")  # type: ignore[arg-type]


def ballots(rng: random.Random, of: Poll, number: int) -> list[tuple[str, str]]:
    made = {}
    while len(made) < number:
        chosen = rng.sample(range(len(of.candidates)), rng.randint(of.rule.least, min(of.rule.most, len(of.candidates))))
        made[receipt(rng)] = "".join("1" if place in chosen else "0" for place in range(len(of.candidates)))
    return list(made.items())


def board(seed: int = 1, number: int = 12, *, paper: bool = True) -> Board:
    rng = random.Random(seed)
    asked = poll()
    cast = ballots(rng, asked, number)
    _private, public = new_key()
    links = [link_of(seal(public, *ballot)) for ballot in cast]
    start = start_of(asked.id)
    chain = Chain(start, chain_head(start, links), links, [{"count": 4, "head": chain_head(start, links[:4])}])
    counted = Paper(10, 8, 1, 1, {each.id: 3 for each in asked.candidates}) if paper else None
    return publish(asked, cast, issued=number + 2, paper=counted, chain=chain)
