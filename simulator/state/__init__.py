"""What the stand-in remembers: the bot, its people, their chats, its menus and its month."""
