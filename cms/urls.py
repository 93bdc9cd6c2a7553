"""Every address of the product. Apps are named by string."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms import views

urlpatterns = [
    path("healthz", views.health.healthz, name="healthz"),
    path("readyz", views.health.readyz, name="readyz"),
    # Before log-in, too: the log-in page has the switch.
    path("i18n/setlang/", login_not_required(set_language), name="set_language"),
    # Before allauth and the admin: these close or narrow some of their addresses.
    path("", include("staff.urls")),
    path("", include("exams.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("media/<path:path>", views.media.media, name="media"),
    path("jobs/", views.jobs.jobs, name="jobs"),
    path("jobs/<str:token>/", views.jobs.job, name="job"),
    path("jobs/<str:token>/result", views.jobs.job_result, name="job_result"),
    path("search/", views.search.search, name="search"),
    path("senior-view/", views.preferences.senior_view, name="senior_view"),
    path("feedback/", views.feedback.feedback, name="feedback"),
    path("feedback/sent/", views.feedback.feedback_sent, name="feedback_sent"),
    path("", include("courses.learning.urls")),
    path("", include("evidence.urls")),
    path("", include("reminders.urls")),
    path("", include("pledges.kinship.urls")),
    path("", include("pledges.custody.urls")),
    path("", include("pledges.rounds.urls")),
    path("", include("desk.overview.urls")),
    path("", include(wagtail_urls)),
]

handler403 = "cms.views.errors.forbidden"
handler404 = "cms.views.errors.not_found"
handler429 = "cms.views.errors.too_many"
handler500 = "cms.views.errors.broken"

if settings.DEMO:
    urlpatterns.insert(0, path("styleguide/", views.styleguide.styleguide, name="styleguide"))
