"""Citing in the window: the style chosen, the preview, the menu, the clipboard and drags."""
