"""The shapes of all dialogues, one file each; their words are in content/locale."""
