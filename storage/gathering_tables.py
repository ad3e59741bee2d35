"""Team meetings, the integrity week, campaigns."""
