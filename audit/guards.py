"""Tables of this app that the database itself keeps as they are (deploy.guards)."""

APPEND_ONLY = ("audit_event", "audit_batch", "audit_link")
