from pathlib import Path

SAMPLE = Path(__file__).parent / "content"
