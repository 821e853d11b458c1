"""`python -P -m tenetlint`, the same as the console script."""

from tenetlint.launch import main

if __name__ == "__main__":
    main()
