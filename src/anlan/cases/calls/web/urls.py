"""Addresses of the call desk, under the desk's."""

from django.urls import path

from anlan.cases.calls.web.callbacks import callback, callbacks
from anlan.cases.calls.web.entry import calls, draft
from anlan.cases.calls.web.knowledge import knowledge

call_patterns = [
    path("desk/calls/", calls, name="calls"),
    path("desk/calls/draft/", draft, name="call_draft"),
    path("desk/callbacks/", callbacks, name="callbacks"),
    path("desk/callbacks/<uuid:callback_id>/", callback, name="callback"),
    path("desk/calls/knowledge/", knowledge, name="knowledge"),
]
