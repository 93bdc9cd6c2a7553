"""Addresses of the seal and of the public check."""

from django.urls import path

from evidence.views import offline, roots, seals, verify

urlpatterns = [
    path("desk/pledges/seal/", seals.seal_page, name="desk_seal"),
    path("desk/pledges/seal/rotate/", seals.seal_rotate, name="desk_seal_rotate"),
    path("desk/pledges/seal/<int:pk>/revoke/", seals.seal_revoke, name="desk_seal_revoke"),
    path("desk/evidence/", roots.night_page, name="desk_evidence"),
    path("verify/", verify.verify, name="verify"),
    path("verify/roots/", roots.roots_page, name="evidence_roots"),
    path("verify/roots.txt", roots.roots_text, name="evidence_roots_text"),
    path("verify/verify.html", offline.offline_page, name="verify_offline"),
    path("verify/certificates.pem", offline.certificates, name="verify_certificates"),
    path("verify/<str:code>/", verify.verify_code, name="verify_code"),
]
