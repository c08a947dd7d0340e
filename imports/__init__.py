"""Open data in: a town's files, read as they really are, into records that keep every original word."""
