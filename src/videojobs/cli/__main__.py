"""``python -m videojobs.cli`` is the command ``videojobs``."""

from videojobs.cli import main

if __name__ == "__main__":
    main()
