"""The way in to the web, for who works with reports or with a team."""
