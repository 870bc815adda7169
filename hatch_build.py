"""Compiles the catalogues whenever the package is installed or built, so that no compiled file is kept in the repository."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        sys.path.insert(0, str(Path(self.root) / "tools"))
        from catalogues import compile_all  # found only beside the project, not in the build environment

        build_data["artifacts"] += [f"/{path.relative_to(self.root)}" for path in compile_all(Path(self.root))]
