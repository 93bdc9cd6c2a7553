"""HR's overview by unit and by person. Named `overview:…`."""

from django.urls import path

from desk.overview.views import units

app_name = "overview"

urlpatterns = [
    path("desk/", units.desk, name="desk"),
    path("desk/org/<str:code>/", units.unit, name="unit"),
    path("desk/org/<str:code>/export/", units.export_unit, name="unit_export"),
    path("desk/org/<str:code>/people/", units.people, name="people"),
    path("desk/org/<str:code>/people/export/", units.export_unit_people, name="people_export"),
]
