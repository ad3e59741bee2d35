"""One player for modules and campaigns: their pages and questions, and the check of both."""
