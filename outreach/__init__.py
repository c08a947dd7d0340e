"""Outreach: messages that start from the clock or from staff, and not from what a resident just did."""
