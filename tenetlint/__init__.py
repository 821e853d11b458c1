"""tenetlint: how far an OpenStack project keeps the eight design tenets, with the evidence."""

import os

from tenetlint.isolation import hold_streams, is_program, isolate

if is_program():
    hold_streams()
    isolate()


__version__ = "0.1.0"

# rules/ and fixtures/ lie inside this package in a wheel, and beside it in a checkout.
_HOME = os.path.dirname(os.path.abspath(__file__))
if not os.path.isdir(os.path.join(_HOME, "rules")):
    __path__.append(os.path.dirname(_HOME))
