"""Addresses of the pledges: the member's, HR's and the public check."""

from django.urls import path

from pledges.views import (
    bulk,
    ceremony,
    custody,
    custody_checks,
    custody_public,
    custody_signing,
    desk,
    envelopes,
    round_exports,
    signer,
    verify,
)

urlpatterns = [
    path("pledges/", signer.my_pledges, name="pledges"),
    path("pledges/agreement/", ceremony.agreement, name="pledge_agreement"),
    path("pledges/<str:code>/", signer.pledge, name="pledge"),
    path("pledges/<str:code>/receipt/", signer.receipt, name="pledge_receipt"),
    path("pledges/<str:code>/challenge", ceremony.challenge, name="pledge_challenge"),
    path("pledges/<str:code>/take-back/", ceremony.take_back_page, name="pledge_take_back"),
    path("pledges/<str:code>/decline/", ceremony.decline_page, name="pledge_decline"),
    path("pledges/<str:code>/text", signer.pledge_text, name="pledge_text"),
    path("pledges/<str:code>/pdf", signer.pledge_pdf, name="pledge_pdf"),
    path("desk/pledges/", desk.round_list, name="desk_pledges"),
    path("desk/pledges/new/", desk.round_open, name="desk_pledge_open"),
    path("desk/pledges/<int:pk>/", desk.round_page, name="desk_pledge_round"),
    path(
        "desk/pledges/<int:pk>/register", round_exports.round_register, name="desk_pledge_register"
    ),
    path("desk/pledges/<int:pk>/zip", round_exports.round_zip, name="desk_pledge_zip"),
    path("desk/pledges/<int:pk>/zip/now", round_exports.round_zip_now, name="desk_pledge_zip_now"),
    path("desk/pledges/<int:pk>/binder", round_exports.round_binder, name="desk_pledge_binder"),
    path("desk/pledges/<int:pk>/bulk/", bulk.round_bulk, name="desk_pledge_bulk"),
    path("desk/pledges/<int:pk>/remind/", envelopes.round_remind, name="desk_pledge_remind"),
    path("desk/pledges/of/<str:code>/", envelopes.envelope_page, name="desk_pledge_envelope"),
    path("desk/pledges/of/<str:code>/<str:act>/", envelopes.envelope_act, name="desk_pledge_act"),
    path("desk/pledges/<int:pk>/close/", desk.round_close, name="desk_pledge_close"),
    path("desk/custody/", custody.custody_list, name="custody"),
    path("desk/custody/register", custody.custody_register, name="custody_register"),
    path("desk/custody/new/", custody.custody_new, name="custody_new"),
    path("desk/custody/<str:code>/", custody.custody_page, name="custody_page"),
    path("desk/custody/<str:code>/change/", custody.custody_change, name="custody_change"),
    path("desk/custody/<str:code>/start/", custody.custody_start, name="custody_start"),
    path("desk/custody/<str:code>/void/", custody.custody_void, name="custody_void"),
    path("desk/custody/<str:code>/unmask/", custody.custody_unmask, name="custody_unmask"),
    path(
        "desk/custody/<str:code>/sign/<str:party>/",
        custody_signing.custody_sign,
        name="custody_sign",
    ),
    path(
        "desk/custody/<str:code>/link/<str:party>/",
        custody_signing.custody_link,
        name="custody_link",
    ),
    path("desk/custody/<str:code>/scan/", custody_signing.custody_scan, name="custody_scan"),
    path(
        "desk/custody/<str:code>/scan/<int:pk>/",
        custody_signing.custody_scan_decide,
        name="custody_scan_decide",
    ),
    path(
        "desk/custody/<str:code>/scan/<int:pk>/file",
        custody_signing.custody_scan_file,
        name="custody_scan_file",
    ),
    path("desk/custody/<str:code>/pdf/<str:kind>", custody_signing.custody_pdf, name="custody_pdf"),
    path(
        "desk/custody/<str:code>/make-pdf/",
        custody_signing.custody_make_pdf,
        name="custody_make_pdf",
    ),
    path("desk/custody/<str:code>/check/", custody_checks.custody_check, name="custody_check"),
    path(
        "desk/custody/<str:code>/check/<int:pk>/",
        custody_checks.custody_recheck,
        name="custody_recheck",
    ),
    path("desk/custody/<str:code>/end/", custody_checks.custody_end, name="custody_end"),
    path("custody/sign/<str:token>/", custody_public.custody_by_link, name="custody_by_link"),
    path("verify/", verify.verify, name="verify"),
    path("verify/<str:code>/", verify.verify_code, name="verify_code"),
]
