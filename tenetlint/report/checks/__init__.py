"""What a check found, for programs: one module for each format, `Checked` to text."""
