"""Pages of this room: one's own account, the invitation, and, under /desk/admin/, accounts, requests and the ledger."""
