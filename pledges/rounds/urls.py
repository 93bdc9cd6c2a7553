"""Addresses of the pledges: the member's and HR's."""

from django.urls import path

from pledges.rounds.views import bulk, ceremony, desk, envelopes, exports, signer

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
    path("pledges/<str:code>/package", signer.pledge_package, name="pledge_package"),
    path("desk/pledges/", desk.round_list, name="desk_pledges"),
    path("desk/pledges/new/", desk.round_open, name="desk_pledge_open"),
    path("desk/pledges/<int:pk>/", desk.round_page, name="desk_pledge_round"),
    path("desk/pledges/<int:pk>/register", exports.round_register, name="desk_pledge_register"),
    path("desk/pledges/<int:pk>/zip", exports.round_zip, name="desk_pledge_zip"),
    path("desk/pledges/<int:pk>/zip/now", exports.round_zip_now, name="desk_pledge_zip_now"),
    path("desk/pledges/<int:pk>/binder", exports.round_binder, name="desk_pledge_binder"),
    path("desk/pledges/<int:pk>/bulk/", bulk.round_bulk, name="desk_pledge_bulk"),
    path("desk/pledges/<int:pk>/remind/", envelopes.round_remind, name="desk_pledge_remind"),
    path("desk/pledges/of/<str:code>/", envelopes.envelope_page, name="desk_pledge_envelope"),
    path("desk/pledges/of/<str:code>/<str:act>/", envelopes.envelope_act, name="desk_pledge_act"),
    path("desk/pledges/<int:pk>/close/", desk.round_close, name="desk_pledge_close"),
]
