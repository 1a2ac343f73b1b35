"""Tables of the cases room. Words people wrote stand apart from the envelope: erasable, searchable."""

from anlan.cases.models.batches import Batch, BatchItem
from anlan.cases.models.calls import Callback, CallDraft
from anlan.cases.models.case import Assignment, Case, CaseText, Clock, Intake, Joined, Note, Request
from anlan.cases.models.files import Attachment
from anlan.cases.models.handing import HandOver
from anlan.cases.models.own import Draft, View

__all__ = [
    "Assignment",
    "Attachment",
    "Batch",
    "BatchItem",
    "CallDraft",
    "Callback",
    "Case",
    "CaseText",
    "Clock",
    "Draft",
    "HandOver",
    "Intake",
    "Joined",
    "Note",
    "Request",
    "View",
]
