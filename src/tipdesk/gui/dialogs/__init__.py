"""Panels and dialogs: import, export."""
