"""Where everything is kept: the database, the keys, the trail. Knows nothing of dialogues or platforms."""
