"""`python -m handlers.cli` is `baken`."""

from handlers.cli import main

main()
