"""Where the packages of the house lie: some directly in jiafeng/, most in one of its five wings."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Folders that only group packages; the import contracts of pyproject.toml say what each may need.
WINGS = ("front", "reporting", "programme", "ground", "library")


def packages(root: Path = ROOT) -> list[Path]:
    """The folder of every package, in the order of their names."""
    house = root / "jiafeng"
    found = [path.parent for folder in (house, *(house / wing for wing in WINGS)) for path in folder.glob("*/__init__.py")]
    return sorted((path for path in found if path.name not in WINGS), key=lambda path: path.name)


def dotted(package: Path) -> str:
    """The name that imports the package in this folder."""
    return ".".join(package.relative_to(package.parents[1 if package.parent.name == "jiafeng" else 2]).parts)
