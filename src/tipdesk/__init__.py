"""tipdesk: a reference manager for people who work against trafficking in persons."""

__version__ = "0.1.0"
