"""What LINE's objects may look like: messages, actions, Flex and rich menus, as tables."""
