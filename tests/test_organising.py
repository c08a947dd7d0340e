"""Organisers' stories: a code, their activities, who is coming, closing, opening; nobody else sees any of it."""
