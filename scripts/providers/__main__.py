"""``python -m scripts.providers``: start or correct a provider's folder."""

from scripts.providers.command import main

if __name__ == "__main__":
    raise SystemExit(main())
