"""The scorecard in other formats: one module each, reports to text."""
