"""Golden files: what the user sees, compared byte for byte; `UPDATE=1 pytest` rewrites them."""

from __future__ import annotations

import os
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"


def same(name: str, found: str, folder: Path = GOLDEN) -> None:
    """Assert that `found` is what the golden file holds, or make it so under UPDATE=1."""
    path = folder / name
    if os.environ.get("UPDATE") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(found, encoding="utf-8")
    assert path.is_file(), f"{path} is missing: UPDATE=1 pytest writes it"
    assert found == path.read_text(encoding="utf-8"), f"{path} is stale: UPDATE=1 pytest rewrites it"
