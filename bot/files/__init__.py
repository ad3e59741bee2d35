"""Files for people: ordered on a screen, made when they are fetched."""
