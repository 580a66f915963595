"""The details pane: a publication's fields, notes and source, edited in place."""
