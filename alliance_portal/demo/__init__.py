"""The demonstration: invented people in every state of the workflow. Mounted only where PORTAL_DEMO is set."""
