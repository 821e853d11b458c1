"""What an expression may stand for, found by following the project's own code; nothing is imported or run."""
