"""tenetlint: how far an OpenStack project keeps the eight design tenets, with the evidence."""

from tenetlint.isolation import is_program, isolate

if is_program():
    isolate()

from pathlib import Path

__version__ = "0.1.0"

# rules/ and fixtures/ lie inside this package in a wheel, and beside it in a checkout.
if not (Path(__file__).parent / "rules").is_dir():
    __path__.append(str(Path(__file__).parents[1]))
