"""Conversation: knows turns, taps and forms; knows no feature."""
