"""Models of the site shell."""

from cms.models.base import BasePage, ListingPage
from cms.models.basis import Citation, CitesBasis, LegalBasis
from cms.models.feedback import Feedback
from cms.models.jobs import Job
from cms.models.notices import NoticeIndexPage, NoticePage
from cms.models.pages import HomePage, SectionPage
from cms.models.policies import PolicyCitation, PolicyIndexPage, PolicyPage
from cms.models.settings import SiteSettings

__all__ = [
    "BasePage",
    "Citation",
    "CitesBasis",
    "Feedback",
    "HomePage",
    "Job",
    "LegalBasis",
    "ListingPage",
    "NoticeIndexPage",
    "NoticePage",
    "PolicyCitation",
    "PolicyIndexPage",
    "PolicyPage",
    "SectionPage",
    "SiteSettings",
]
