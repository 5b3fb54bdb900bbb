"""`python -m innspill` is the command `innspill`."""

from innspill.cli import main

if __name__ == "__main__":
    main()
