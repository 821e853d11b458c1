"""What was printed, for the next run that asks the same: recorded, shelved, and printed again while it holds."""
