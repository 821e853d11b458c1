"""The commands: each reads its options, calls the parts in order, and prints. Heavy parts are imported when needed."""
