"""Pages about fees: one's own, the office's, the schedule."""
