"""How do the make targets bring what they need and run what they check? Standard library only."""
