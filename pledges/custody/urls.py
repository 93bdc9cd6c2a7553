"""Addresses of custody agreements: the clerk's desk and the one-time link."""

from django.urls import path

from pledges.custody.views import agreements, checks, links, signing

urlpatterns = [
    path("desk/custody/", agreements.custody_list, name="custody"),
    path("desk/custody/register", agreements.custody_register, name="custody_register"),
    path("desk/custody/new/", agreements.custody_new, name="custody_new"),
    path("desk/custody/<str:code>/", agreements.custody_page, name="custody_page"),
    path("desk/custody/<str:code>/change/", agreements.custody_change, name="custody_change"),
    path("desk/custody/<str:code>/start/", agreements.custody_start, name="custody_start"),
    path("desk/custody/<str:code>/void/", agreements.custody_void, name="custody_void"),
    path("desk/custody/<str:code>/unmask/", agreements.custody_unmask, name="custody_unmask"),
    path(
        "desk/custody/<str:code>/sign/<str:party>/",
        signing.custody_sign,
        name="custody_sign",
    ),
    path(
        "desk/custody/<str:code>/link/<str:party>/",
        signing.custody_link,
        name="custody_link",
    ),
    path("desk/custody/<str:code>/scan/", signing.custody_scan, name="custody_scan"),
    path(
        "desk/custody/<str:code>/scan/<int:pk>/",
        signing.custody_scan_decide,
        name="custody_scan_decide",
    ),
    path(
        "desk/custody/<str:code>/scan/<int:pk>/file",
        signing.custody_scan_file,
        name="custody_scan_file",
    ),
    path("desk/custody/<str:code>/pdf/<str:kind>", signing.custody_pdf, name="custody_pdf"),
    path("desk/custody/<str:code>/package", signing.custody_package, name="custody_package"),
    path(
        "desk/custody/<str:code>/make-pdf/",
        signing.custody_make_pdf,
        name="custody_make_pdf",
    ),
    path("desk/custody/<str:code>/check/", checks.custody_check, name="custody_check"),
    path(
        "desk/custody/<str:code>/check/<int:pk>/",
        checks.custody_recheck,
        name="custody_recheck",
    ),
    path("desk/custody/<str:code>/end/", checks.custody_end, name="custody_end"),
    path("custody/sign/<str:token>/", links.custody_by_link, name="custody_by_link"),
]
