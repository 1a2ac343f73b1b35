"""The operators' desk: the inbox of one's scope, the case, and every verb one's role may do."""
