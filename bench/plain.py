"""No settings at all: gunicorn as it comes, for the example."""
