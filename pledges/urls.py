"""Addresses of the pledges: the member's, HR's and the public check."""

from django.urls import path

from pledges.views import desk, signer, verify

urlpatterns = [
    path("pledges/", signer.my_pledges, name="pledges"),
    path("pledges/<str:code>/", signer.pledge, name="pledge"),
    path("pledges/<str:code>/receipt/", signer.receipt, name="pledge_receipt"),
    path("pledges/<str:code>/text", signer.pledge_text, name="pledge_text"),
    path("pledges/<str:code>/pdf", signer.pledge_pdf, name="pledge_pdf"),
    path("desk/pledges/", desk.round_list, name="desk_pledges"),
    path("desk/pledges/new/", desk.round_open, name="desk_pledge_open"),
    path("desk/pledges/<int:pk>/", desk.round_page, name="desk_pledge_round"),
    path("desk/pledges/<int:pk>/register", desk.round_register, name="desk_pledge_register"),
    path("desk/pledges/<int:pk>/zip", desk.round_zip, name="desk_pledge_zip"),
    path("desk/pledges/<int:pk>/close/", desk.round_close, name="desk_pledge_close"),
    path("verify/", verify.verify, name="verify"),
    path("verify/<str:code>/", verify.verify_code, name="verify_code"),
]
