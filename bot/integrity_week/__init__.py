"""The integrity week: activities, who takes part, and a dilemma a day."""
