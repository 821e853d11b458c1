"""How fast it is, beside the interpreter, `ast.parse` and its peers (see `__main__`)."""
