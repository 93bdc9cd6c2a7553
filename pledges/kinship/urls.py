"""Addresses of near relatives: the member's declaration and the desk."""

from django.urls import path

from pledges.kinship.views import cases, declaration, households, lists

urlpatterns = [
    path("pledges/declaration/", declaration.declarations, name="declarations"),
    path("pledges/declaration/start/", declaration.declaration_start, name="declaration_start"),
    path("pledges/declaration/<str:code>/", declaration.declaration, name="declaration"),
    path(
        "pledges/declaration/<str:code>/about/",
        declaration.declaration_about,
        name="declaration_about",
    ),
    path(
        "pledges/declaration/<str:code>/relatives/",
        declaration.declaration_relatives,
        name="declaration_relatives",
    ),
    path(
        "pledges/declaration/<str:code>/relatives/new/",
        declaration.declaration_relative,
        name="declaration_relative_new",
    ),
    path(
        "pledges/declaration/<str:code>/relatives/<int:position>/",
        declaration.declaration_relative,
        name="declaration_relative",
    ),
    path(
        "pledges/declaration/<str:code>/relatives/<int:position>/remove/",
        declaration.declaration_remove,
        name="declaration_remove",
    ),
    path(
        "pledges/declaration/<str:code>/keep", declaration.declaration_keep, name="declaration_keep"
    ),
    path(
        "pledges/declaration/<str:code>/sign/",
        declaration.declaration_sign,
        name="declaration_sign",
    ),
    path(
        "pledges/declaration/<str:code>/challenge",
        declaration.declaration_challenge,
        name="declaration_challenge",
    ),
    path("desk/relatives/", lists.relatives, name="relatives"),
    path(
        "desk/relatives/declaration/<str:code>/",
        cases.declaration_page,
        name="relatives_declaration",
    ),
    path(
        "desk/relatives/declaration/<str:code>/unmask/",
        cases.declaration_unmask,
        name="relatives_declaration_unmask",
    ),
    path(
        "desk/relatives/declaration/<str:code>/package",
        cases.declaration_package,
        name="relatives_declaration_package",
    ),
    path(
        "desk/relatives/declaration/<str:code>/<str:act>/",
        cases.declaration_act,
        name="relatives_declaration_act",
    ),
    path(
        "desk/relatives/household/new/",
        households.household_new,
        name="relatives_household_new",
    ),
    path(
        "desk/relatives/household/<str:code>/",
        households.household_page,
        name="relatives_household",
    ),
    path(
        "desk/relatives/household/<str:code>/unmask/",
        households.household_unmask,
        name="relatives_household_unmask",
    ),
    path(
        "desk/relatives/household/<str:code>/<str:act>/",
        households.household_act,
        name="relatives_household_act",
    ),
    path("desk/relatives/alert/<str:code>/", cases.alert_page, name="relatives_alert"),
    path(
        "desk/relatives/alert/<str:code>/<str:act>/",
        cases.alert_act,
        name="relatives_alert_act",
    ),
    path("desk/relatives/<str:kind>/", lists.relatives_list, name="relatives_list"),
    path(
        "desk/relatives/<str:kind>/register",
        lists.relatives_register,
        name="relatives_register",
    ),
]
