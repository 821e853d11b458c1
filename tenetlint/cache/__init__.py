"""What was computed once, and where it is kept: a folder of the user's own, a store by content, what lies there."""
