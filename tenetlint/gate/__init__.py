"""The gate: what a change adds counts, what was there or is allowed is put aside."""
