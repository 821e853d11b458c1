"""What a run found, ready to be shown: the report, and one module for each format of it."""
