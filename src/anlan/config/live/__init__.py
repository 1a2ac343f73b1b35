"""Live streams: server-sent events for the desk, in a small ASGI process of their own.

Read in this order: `app.py` (a request becomes a stream) → `door.py` (who may listen, to what, until when) →
`hub.py` (who hears what) ← `feed.py` (facts as they get their positions) and `wire.py` (the bytes).
"""
