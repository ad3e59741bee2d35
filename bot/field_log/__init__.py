"""What was done outside the bot, logged by the coordinator: in chat, on the web, or from a file."""
