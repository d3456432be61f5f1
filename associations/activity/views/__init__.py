"""Pages of the yearly summary: writing it, submitting it, leading the year, reading across."""
