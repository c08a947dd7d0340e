"""LINE's own paths: what a bot may call, checked, limited and answered as LINE does."""
