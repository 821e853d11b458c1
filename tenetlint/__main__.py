"""`python -P -m tenetlint`, the same as the console script."""

from tenetlint.launch import program

if __name__ == "__main__":
    program()
