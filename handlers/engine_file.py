"""Where the engine of delivery keeps what is under way, beside an SQLite file of ours."""

from pathlib import Path


def engine_file(database: Path | str) -> Path:
    """The engine's file beside the main database's: data/baken.db → data/baken-engine.db."""
    return Path(f"{str(database).removesuffix('.db')}-engine.db")
