"""Pages of this room: where a QR code leads, and the units under /desk/admin/."""
