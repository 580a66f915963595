"""The window: PySide6 widgets over the app room; nothing here writes SQL or parses a format."""
