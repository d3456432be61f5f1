"""One page with every component in it: for those who build pages, and for the accessibility test."""
