"""What is kept of one person: shown to themselves, handed over, erased."""
