"""`python -m handlers.cli` is `baken`."""

from handlers.cli.main import main

main()
