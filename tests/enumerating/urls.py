"""Every address of Anlan, classified by hand: who may come, and what in it a stranger must not find.

A new address fails `test_urls.py` until it has a line here. Pages are named by their route, the API by METHOD path.
"""

from dataclasses import dataclass
from typing import Literal

Audience = Literal["everybody", "signed in", "staff"]
Hidden = Literal[
    "case", "attachment", "secret", "account", "grant", "request", "premises", "notice", "callback", "batch"
]


@dataclass(frozen=True)
class Address:
    """`audience`: who gets an answer at all. `hidden`: the object in the address whose existence a stranger must not
    learn: 404. `known`: an object everybody (or all staff) knows of; whoever may not change it is refused with 403.
    """

    audience: Audience
    hidden: Hidden | None = None
    known: Literal["place", "unit", "organisation", "system"] | None = None


EVERYBODY, SIGNED_IN, STAFF = Address("everybody"), Address("signed in"), Address("staff")
SECRET = Address("everybody", hidden="secret")
CASE = Address("staff", hidden="case")
ACCOUNT = Address("staff", hidden="account")
CALLBACK = Address("staff", hidden="callback")
REQUEST = Address("staff", hidden="request")
BATCH = Address("staff", hidden="batch")  # one's own only: cases/tests/desk/test_many.py
SYSTEM = Address("staff", known="system")  # versions, routing, stuck work: opened by their keepers only

PAGES: dict[str, Address] = {
    "": EVERYBODY,
    "report/": EVERYBODY,
    "report/suggest/": EVERYBODY,
    "report/join/": EVERYBODY,
    "report/photo/<str:reference>/": SECRET,
    "report/outline.svg": EVERYBODY,
    "receipt/<str:token>/": SECRET,
    "track/": EVERYBODY,
    "track/<str:token>/": SECRET,
    "track/<str:token>/photo/<str:attachment>/": SECRET,
    "community/": EVERYBODY,
    "community/here/": EVERYBODY,
    "community/<int:code>/": EVERYBODY,  # places are public
    "ask/": EVERYBODY,
    "design/": EVERYBODY,
    "map/": EVERYBODY,
    "tiles/map.json": EVERYBODY,
    "tiles/base.pmtiles": EVERYBODY,
    "tiles/<str:layer>/<str:z>/<str:x>/<str:y>.mvt": EVERYBODY,  # a layer of staff answers 404 to all others
    "p/<slug:token>": SECRET,
    "desk/": STAFF,
    "desk/map/": STAFF,
    "desk/map/here/": STAFF,
    "desk/notices/": SIGNED_IN,
    "desk/notices/read/": SIGNED_IN,
    "desk/notices/failed/": STAFF,
    "desk/notices/failed/<uuid:delivery>/": SYSTEM,
    "account/notices/": SIGNED_IN,
    "account/notices/address/": SIGNED_IN,
    "account/notices/browser/": SIGNED_IN,
    "desk/<int:number>/": CASE,
    "desk/<int:number>/do/<slug:verb>/": CASE,
    "desk/<int:number>/file.pdf": CASE,
    "desk/<int:number>/draft/": CASE,
    "desk/<int:number>/typed/": CASE,
    "desk/<int:number>/drop/<slug:key>/": CASE,
    "desk/batches/": STAFF,
    "desk/batches/count/": STAFF,
    "desk/batches/<uuid:batch>/": BATCH,
    "desk/batches/<uuid:batch>/<slug:what>/": BATCH,
    "desk/supervise/": STAFF,
    "desk/workload/": STAFF,
    "desk/<int:number>/reroute/": CASE,
    "desk/calls/": STAFF,
    "desk/calls/draft/": STAFF,
    "desk/calls/knowledge/": STAFF,
    "desk/callbacks/": STAFF,
    "desk/callbacks/<uuid:callback_id>/": CALLBACK,
    "desk/views/": SIGNED_IN,
    "desk/views/forget/": SIGNED_IN,
    "desk/<int:number>/contact/": CASE,
    "desk/<int:number>/colleagues/": CASE,
    "desk/<int:number>/similar/": CASE,
    "desk/cases/<int:number>/why/": CASE,
    "desk/<int:number>/document/<uuid:attachment>/": Address("staff", hidden="attachment"),
    "desk/<int:number>/photo/<uuid:attachment>/<slug:size>/": Address("staff", hidden="attachment"),
    "reading/": EVERYBODY,
    "language/": EVERYBODY,
    "account/": SIGNED_IN,
    "account/start/": SIGNED_IN,
    "account/glass/": SIGNED_IN,
    "accounts/login/": EVERYBODY,
    "accounts/logout/": EVERYBODY,
    "accounts/inactive/": EVERYBODY,
    "accounts/invitation/": EVERYBODY,  # both codes are the key
    "accounts/reauthenticate/": SIGNED_IN,
    "accounts/password/change/": SIGNED_IN,
    "accounts/2fa/": SIGNED_IN,
    "accounts/2fa/authenticate/": EVERYBODY,  # the second half of signing in; without a first half it goes back
    "accounts/2fa/reauthenticate/": SIGNED_IN,
    "accounts/2fa/totp/activate/": SIGNED_IN,
    "accounts/2fa/totp/deactivate/": SIGNED_IN,
    "accounts/2fa/recovery-codes/": SIGNED_IN,
    "accounts/2fa/recovery-codes/generate/": SIGNED_IN,
    "accounts/2fa/recovery-codes/download/": SIGNED_IN,
    "desk/admin/accounts/": STAFF,
    "desk/admin/accounts/new/": STAFF,
    "desk/admin/accounts/<uuid:account_id>/": ACCOUNT,
    "desk/admin/accounts/<uuid:account_id>/role/": ACCOUNT,
    "desk/admin/accounts/<uuid:account_id>/reset/": ACCOUNT,
    "desk/admin/accounts/<uuid:account_id>/deactivate/": ACCOUNT,
    "desk/admin/accounts/<uuid:account_id>/revoke/<uuid:grant_id>/": ACCOUNT,
    "desk/admin/requests/": STAFF,
    "desk/admin/requests/<uuid:request_id>/": REQUEST,
    "desk/admin/requests/<uuid:request_id>/<slug:what>/": REQUEST,
    "desk/admin/ledger/": STAFF,
    "desk/admin/stuck/": STAFF,
    "desk/admin/stuck/<slug:what>/<int:number>/": SYSTEM,
    "desk/admin/units/": STAFF,
    "desk/admin/units/new/": STAFF,
    "desk/admin/units/<uuid:unit_id>/": Address("staff", known="unit"),
    "desk/admin/units/<uuid:unit_id>/close/": Address("staff", known="unit"),
    "desk/admin/units/<uuid:unit_id>/handover/": Address("staff", known="unit"),
    "desk/admin/routing/": STAFF,
    "desk/admin/routing/grids.json": STAFF,
    "desk/admin/routing/<slug:name>/": SYSTEM,
    "desk/admin/calendars/": STAFF,
    "desk/admin/migration/<slug:name>/": SYSTEM,
    "desk/admin/capabilities/": STAFF,
    "desk/admin/capabilities/<slug:name>/": SYSTEM,
    "desk/admin/capabilities/compare/<slug:old>/<slug:new>/": SYSTEM,
    "desk/admin/capabilities/publish/<slug:name>/": SYSTEM,
    "desk/admin/capabilities/withdraw/<slug:digest>/": SYSTEM,
    "verify/<str:receipt>/": SECRET,
    "verify/<str:receipt>/proof.json": SECRET,
    "api/": EVERYBODY,
    "api/openapi.json": EVERYBODY,
    "api/docs": EVERYBODY,
}

_VERBS = (
    "accept act add_note attach close contact decide_extension decide_objection dispatch escalate finish merge migrate "
    "promise_callback raise_objection rate relocate reopen request_extension resume route send_back split supervise "
    "suspend triage verify withdraw_note"
)

API: dict[str, Address] = {
    "POST /api/cases": EVERYBODY,
    "GET /api/cases": EVERYBODY,  # an empty list for whoever sees none
    "GET /api/counts": EVERYBODY,
    "GET /api/cases/{number}": CASE,
    "GET /api/cases/{number}/story": CASE,
    "GET /api/cases/{number}/photographs/{photo}": Address("staff", hidden="attachment"),
    **{f"POST /api/cases/{{number}}/{verb}": CASE for verb in _VERBS.split()},
    "GET /api/measures": STAFF,
    "POST /api/photos": EVERYBODY,
    "GET /api/suggestions": EVERYBODY,
    "GET /api/similar": EVERYBODY,
    "POST /api/join": EVERYBODY,
    "GET /api/track/{token}": SECRET,
    "POST /api/track/{token}/rate": SECRET,
    "POST /api/track/{token}/reopen": SECRET,
    "GET /api/demonstration": EVERYBODY,
    "GET /api/me": SIGNED_IN,
    "GET /api/accounts": SIGNED_IN,
    "POST /api/accounts": SIGNED_IN,
    "POST /api/accounts/{account}/deactivate": Address("signed in", hidden="account"),
    "POST /api/accounts/{account}/password": Address("signed in", hidden="account"),
    "POST /api/grants": SIGNED_IN,
    "GET /api/requests": SIGNED_IN,
    "POST /api/requests/{request_id}/approve": Address("signed in", hidden="request"),
    "POST /api/requests/{request_id}/refuse": Address("signed in", hidden="request"),
    "POST /api/requests/{request_id}/withdraw": Address("signed in", hidden="request"),
    "DELETE /api/grants/{grant}": Address("signed in", hidden="grant"),
    "POST /api/glass": SIGNED_IN,
    "GET /api/notices": EVERYBODY,
    "POST /api/notices/read": EVERYBODY,
    "POST /api/notices/{notice}/read": Address("everybody", hidden="notice"),
    "GET /api/notices/failed": STAFF,
    "POST /api/notices/failed/{delivery}/retry": SYSTEM,
    "POST /api/notices/failed/{delivery}/give-up": SYSTEM,
    "GET /api/places": EVERYBODY,
    "POST /api/places": STAFF,
    "POST /api/places/boundaries": STAFF,
    "POST /api/places/boundaries/inspect": STAFF,
    "POST /api/places/succeed": STAFF,
    "GET /api/places/{code}": EVERYBODY,
    "GET /api/places/{code}/boundaries": EVERYBODY,
    "GET /api/places/{code}/children": EVERYBODY,
    "GET /api/places/{code}/successor": EVERYBODY,
    "POST /api/places/{code}/close": Address("staff", known="place"),
    "POST /api/places/{code}/rename": Address("staff", known="place"),
    "GET /api/locate": EVERYBODY,
    "GET /api/organisations": STAFF,
    "POST /api/organisations": STAFF,
    "POST /api/organisations/{id}/close": Address("staff", known="organisation"),
    "GET /api/units": STAFF,
    "POST /api/units": STAFF,
    "GET /api/units/for": STAFF,
    "GET /api/units/{id}": STAFF,
    "PUT /api/units/{id}": Address("staff", known="unit"),
    "POST /api/units/{id}/close": Address("staff", known="unit"),
    "GET /api/premises": EVERYBODY,  # those of one's places: none for whoever has no place
    "POST /api/premises": STAFF,
    "GET /api/premises/{id}": Address("staff", hidden="premises"),
    "PUT /api/premises/{id}": Address("staff", hidden="premises"),
    "GET /api/premises/{id}/qr.svg": Address("staff", hidden="premises"),
    "POST /api/premises/{id}/close": Address("staff", hidden="premises"),
    "POST /api/premises/{id}/token": Address("staff", hidden="premises"),
}
