"""What every room stands on: who is there, what they may do, words, open dialogues, what a screen is."""
