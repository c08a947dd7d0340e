"""The way to the bot: events as LINE writes them, reply tokens, and their delivery."""
