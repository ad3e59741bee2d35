"""Speed and memory beside their floors: `make bench`. What is measured and why: README.md."""
