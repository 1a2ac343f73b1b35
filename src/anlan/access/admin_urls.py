"""Addresses of this room's pages for administrators, under /desk/admin/."""

from django.urls import path

from anlan.access.web import accounts, asking, ledger, parked, requests

app_name = "access_admin"
urlpatterns = [
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/new/", asking.new_account, name="new"),
    path("accounts/<uuid:account_id>/", accounts.account, name="account"),
    path("accounts/<uuid:account_id>/role/", asking.role, name="role"),
    path("accounts/<uuid:account_id>/reset/", asking.reset, name="reset"),
    path("accounts/<uuid:account_id>/deactivate/", accounts.deactivate, name="deactivate"),
    path("accounts/<uuid:account_id>/revoke/<uuid:grant_id>/", accounts.revoke, name="revoke"),
    path("requests/", requests.requests, name="requests"),
    path("requests/<uuid:request_id>/", requests.one, name="request"),
    path("requests/<uuid:request_id>/<slug:what>/", requests.decide, name="decide"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("stuck/", parked.parked, name="parked"),
    path("stuck/<slug:what>/<int:number>/", parked.again, name="again"),
]
