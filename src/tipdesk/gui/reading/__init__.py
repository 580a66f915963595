"""Reading lists in the window: the builder, its tree, and what hands a list out."""
