"""What a publication is, and the rules of the field. Standard library only."""
