"""One write, one verb, one file: check, change, record. `VERBS` lists them in the order of work.

`OF_NEIGHBOURS`: done to a case by somebody who does not hold it and sees nothing of it. They move no envelope, so they
have no form on the desk and no route by number; in all else they are verbs like the others.
"""

from collections.abc import Callable
from typing import Any

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
from anlan.cases.verbs.triage import triage
from anlan.cases.verbs.verify import verify
from anlan.cases.verbs.withdraw_note import withdraw_note

VERBS: dict[str, Callable[..., Any]] = {
    verb.__name__: verb
    for verb in (
        report, triage, relocate, route, dispatch, accept, raise_objection, decide_objection, act, request_extension,
        decide_extension, suspend, resume, escalate, supervise, finish, verify, send_back, close, rate, reopen, split,
        merge, attach, add_note, withdraw_note, promise_callback, migrate,
    )
}  # fmt: skip
OF_NEIGHBOURS: dict[str, Callable[..., Any]] = {join.__name__: join}
