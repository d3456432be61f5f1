"""Load, form, one action, answer."""
