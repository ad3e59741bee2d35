"""What goes out to people: see bot/pushes.py."""
