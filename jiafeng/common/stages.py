"""Stages: one table of allowed moves per file, from which the guard, the diagram and the stage × stage test all come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from jiafeng.common.refusals import Refused, not_now


@dataclass(frozen=True)
class Move:
    """One allowed move: `name` is the verb, `who` a plain-English word for the people who may make it, `when` its condition."""

    name: str
    source: str
    target: str
    who: str
    when: str = ""


def wrong_stage(label: Any) -> Any:
    """What to say to whoever asks for something that a file at the stage of this name does not allow."""
    return not_now(_("This cannot be done at the stage “%(stage)s”. Reload the page to see where it stands now.") % {"stage": label})


class Moves:
    """The table of moves of one kind of file. `stages` is the TextChoices enum, `moves` the rows."""

    def __init__(self, title: str, stages: type[models.TextChoices], moves: Iterable[Move]) -> None:
        self.title = title
        self.stages = stages
        self.moves = tuple(moves)
        known = set(stages.values)
        strays = [m for m in self.moves if m.source not in known or m.target not in known]
        if strays:
            raise ValueError(f"{title}: moves name stages that do not exist: {strays}")

    def from_stage(self, source: str) -> tuple[Move, ...]:
        return tuple(move for move in self.moves if move.source == source)

    def refusal(self, name: str, source: str) -> Any:
        """For a policy: None where the table allows move `name` from `source`, else the sentence that says that it does not."""
        return None if any(move.name == name for move in self.from_stage(source)) else wrong_stage(self.label(source))

    def target(self, name: str, source: str) -> str:
        """The stage that move `name` leads to from `source`; raises Refused where the table does not allow it."""
        for move in self.from_stage(source):
            if move.name == name:
                return move.target
        raise Refused(self.refusal(name, source), code="wrong_stage")

    def label(self, stage: str) -> Any:
        return self.stages(stage).label

    def mermaid(self) -> str:
        """The state diagram as Mermaid text, as kept in docs/stages/."""
        lines = [f"# {self.title}", "", "```mermaid", "stateDiagram-v2"]
        first = next(iter(self.stages.values))
        lines.append(f"    [*] --> {first}")
        for move in self.moves:
            label = f"{move.name} ({move.who}{', ' + move.when if move.when else ''})"
            lines.append(f"    {move.source} --> {move.target}: {label}")
        sources = {move.source for move in self.moves}
        lines += [f"    {stage} --> [*]" for stage in self.stages.values if stage not in sources]
        return "\n".join([*lines, "```", ""])
