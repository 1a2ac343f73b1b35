"""The public page that says whether a receipt is genuine. It shows no word of the matter."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from anlan.ledger.proofs import Proof, check_proof, prove


def _standing(proof: Proof | None) -> str:
    """unknown, altered, waiting (genuine, sealed tonight) or sealed."""
    if proof is None:
        return "unknown"
    if not proof.intact or (proof.sealed is not None and not check_proof(proof)):
        return "altered"
    return "waiting" if proof.sealed is None else "sealed"


def verify_receipt(request: HttpRequest, receipt: str) -> HttpResponse:
    """GET /verify/<hash>: a page; 404 when the ledger has no such receipt."""
    proof = prove(receipt)
    standing = _standing(proof)
    context = {"receipt": receipt[:64], "proof": proof, "standing": standing}
    return render(request, "ledger/verify.html", context, status=404 if proof is None else 200)


def receipt_proof(request: HttpRequest, receipt: str) -> JsonResponse:  # noqa: ARG001  a Django view
    """GET /verify/<hash>/proof.json: everything an independent check needs."""
    proof = prove(receipt)
    if proof is None:
        return JsonResponse({"standing": "unknown", "receipt": receipt[:64]}, status=404)
    return JsonResponse({"standing": _standing(proof), **proof.as_json()})
