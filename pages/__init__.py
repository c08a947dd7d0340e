"""Pages: what the web process shows besides answering LINE: health, figures, calendar files."""
