"""Pages about people: the office's (one association), the Alliance's, one's own, and invitations."""
