"""Packaging: `rules/` and `fixtures/` stand at the top of the repository and ship inside the package."""

from pathlib import Path

from setuptools import find_namespace_packages, setup

ROOT = Path(__file__).parent


def below(folder: str) -> list[str]:
    """The importable folders below `folder`, as packages of tenetlint."""
    inner = find_namespace_packages(str(ROOT / folder))
    return [f"tenetlint.{folder}", *(f"tenetlint.{folder}.{name}" for name in inner)]


def data(folder: str) -> list[str]:
    """Every file below `folder`, relative to it (fixtures are whole small projects, not only modules)."""
    files = (path for path in (ROOT / folder).rglob("*") if path.is_file() and path.parent.name != "__pycache__")
    return [str(path.relative_to(ROOT / folder)) for path in files]


setup(
    packages=[
        *(name for name in find_namespace_packages(str(ROOT), include=["tenetlint", "tenetlint.*"])),
        *below("rules"),
        "tenetlint.fixtures",
    ],
    package_dir={"tenetlint.rules": "rules", "tenetlint.fixtures": "fixtures"},
    package_data={
        "tenetlint": ["facts/*.toml", "facts/*/*.toml", "report/*.json", "schema/*.json", "py.typed"],
        "tenetlint.rules": ["*.toml", "*.md"],
        "tenetlint.fixtures": data("fixtures"),
    },
)
