"""Addresses of the ledger, under /verify/."""

from django.urls import path

from anlan.ledger.web import receipt_proof, verify_receipt

app_name = "ledger"
urlpatterns = [
    path("<str:receipt>/", verify_receipt, name="verify"),
    path("<str:receipt>/proof.json", receipt_proof, name="proof"),
]
