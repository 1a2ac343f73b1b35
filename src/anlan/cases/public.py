"""The door of the cases room: its verbs in the order of work, then its reads."""

from anlan.cases.bulk import Bulk, Matter, Sent, UnitBook, draw_numbers
from anlan.cases.calls.queue import waiting as calls_to_make
from anlan.cases.calls.verbs.finish_callback import finish_callback
from anlan.cases.calls.verbs.leave_callback import leave_callback
from anlan.cases.calls.verbs.miss_callback import miss_callback
from anlan.cases.calls.verbs.record_survey import record_survey
from anlan.cases.calls.verbs.take_call import AnswerGiven, Wish, take_call
from anlan.cases.calls.verbs.take_call import Matter as Call
from anlan.cases.calls.verbs.take_callback import take_callback
from anlan.cases.clocks.calendars import calendar
from anlan.cases.errors import CaseNotFound
from anlan.cases.files.photographs import StoredDocument, StoredPhoto, store, store_photo
from anlan.cases.files.scanning import count_waiting
from anlan.cases.hold import Standing, section_of
from anlan.cases.joiners import joined
from anlan.cases.lifecycle import OPEN, Part, State, Work
from anlan.cases.models import Assignment, Case, Clock
from anlan.cases.models.files import Attachment
from anlan.cases.opening.answering import Answer, answers_for, kinds_for
from anlan.cases.opening.receipts import Receipt
from anlan.cases.opening.suggesting import Suggested, suggested
from anlan.cases.opening.whereabouts import Whereabouts
from anlan.cases.queries import (
    Filters,
    case_by_id,
    case_by_number,
    counts,
    inbox,
    known_keys,
    may_do,
    tracked,
    visible,
)
from anlan.cases.same_matter.joining import SameMatter, behind, same_matter
from anlan.cases.same_matter.nearby import Similar, likely_duplicates
from anlan.cases.scheme.section import CASES
from anlan.cases.scheme.shapes import CasesSection, Category, Question
from anlan.cases.tasks import sweep
from anlan.cases.telling.contacts import concealed, contact_of, looks_at
from anlan.cases.telling.live import CaseChange, changes_between
from anlan.cases.telling.story import Event, attachments, category_title, clocks, public_story, story
from anlan.cases.telling.titles import PARTS, STATES, WORKS
from anlan.cases.telling.titles import VERBS as VERB_TITLES
from anlan.cases.telling.wording import FOR_RESIDENTS, TONES, category_now, whereabouts
from anlan.cases.tiles.around import matters_by_street
from anlan.cases.tiles.figures import Line, PlaceFigures, public_figures
from anlan.cases.tiles.published import drawn_at as counted_at
from anlan.cases.timekeeping.explained import explained, title_of
from anlan.cases.verbs import VERBS
from anlan.cases.verbs.accept import accept
from anlan.cases.verbs.act import act
from anlan.cases.verbs.add_note import add_note
from anlan.cases.verbs.attach import attach
from anlan.cases.verbs.close import close
from anlan.cases.verbs.decide_extension import decide_extension
from anlan.cases.verbs.decide_objection import decide_objection
from anlan.cases.verbs.dispatch import dispatch
from anlan.cases.verbs.escalate import escalate
from anlan.cases.verbs.finish import finish
from anlan.cases.verbs.join import join
from anlan.cases.verbs.merge import merge
from anlan.cases.verbs.migrate import migrate
from anlan.cases.verbs.promise_callback import promise_callback
from anlan.cases.verbs.raise_objection import raise_objection
from anlan.cases.verbs.rate import rate
from anlan.cases.verbs.relocate import relocate
from anlan.cases.verbs.reopen import reopen
from anlan.cases.verbs.report import report
from anlan.cases.verbs.request_extension import request_extension
from anlan.cases.verbs.resume import resume
from anlan.cases.verbs.route import route
from anlan.cases.verbs.send_back import send_back
from anlan.cases.verbs.split import split
from anlan.cases.verbs.supervise import supervise
from anlan.cases.verbs.suspend import suspend
from anlan.cases.verbs.take_back import take_back
from anlan.cases.verbs.triage import triage
from anlan.cases.verbs.verify import verify
from anlan.cases.verbs.withdraw_note import withdraw_note
from anlan.cases.web.due import DueLine, due_lines
from anlan.cases.web.fields import PhotosField, answered, answers, words_field
from anlan.cases.web.photos import photo_answer

__all__ = [
    "CASES",
    "FOR_RESIDENTS",
    "OPEN",
    "PARTS",
    "STATES",
    "TONES",
    "VERBS",
    "VERB_TITLES",
    "WORKS",
    "Answer",
    "AnswerGiven",
    "Assignment",
    "Attachment",
    "Bulk",
    "Call",
    "Case",
    "CaseChange",
    "CaseNotFound",
    "CasesSection",
    "Category",
    "Clock",
    "DueLine",
    "Event",
    "Filters",
    "Line",
    "Matter",
    "Part",
    "PhotosField",
    "PlaceFigures",
    "Question",
    "Receipt",
    "SameMatter",
    "Sent",
    "Similar",
    "Standing",
    "State",
    "StoredDocument",
    "StoredPhoto",
    "Suggested",
    "UnitBook",
    "Whereabouts",
    "Wish",
    "Work",
    "accept",
    "act",
    "add_note",
    "answered",
    "answers",
    "answers_for",
    "attach",
    "attachments",
    "behind",
    "calendar",
    "calls_to_make",
    "case_by_id",
    "case_by_number",
    "category_now",
    "category_title",
    "changes_between",
    "clocks",
    "close",
    "concealed",
    "contact_of",
    "count_waiting",
    "counted_at",
    "counts",
    "decide_extension",
    "decide_objection",
    "dispatch",
    "draw_numbers",
    "due_lines",
    "escalate",
    "explained",
    "finish",
    "finish_callback",
    "inbox",
    "join",
    "joined",
    "kinds_for",
    "known_keys",
    "leave_callback",
    "likely_duplicates",
    "looks_at",
    "matters_by_street",
    "may_do",
    "merge",
    "migrate",
    "miss_callback",
    "photo_answer",
    "promise_callback",
    "public_figures",
    "public_story",
    "raise_objection",
    "rate",
    "record_survey",
    "relocate",
    "reopen",
    "report",
    "request_extension",
    "resume",
    "route",
    "same_matter",
    "section_of",
    "send_back",
    "split",
    "store",
    "store_photo",
    "story",
    "suggested",
    "supervise",
    "suspend",
    "sweep",
    "take_back",
    "take_call",
    "take_callback",
    "title_of",
    "tracked",
    "triage",
    "verify",
    "visible",
    "whereabouts",
    "withdraw_note",
    "words_field",
]
