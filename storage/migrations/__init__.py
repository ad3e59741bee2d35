"""Alembic: main/ for the main database, keys/ for the key database."""
