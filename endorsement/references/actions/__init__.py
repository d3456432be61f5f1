"""Everything that changes something about references."""
