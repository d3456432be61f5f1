"""Two records of one person, in three steps: for administrators, and for Alliance staff."""
