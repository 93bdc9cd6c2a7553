"""What an editor may upload as a document."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm

from cms.lib.tables.sniff import sniff


class DocumentForm(BaseDocumentForm):
    """A document is what its name says, by its content: no page dressed up as a PDF."""

    ZIPS = frozenset({"zip", "docx", "xlsx", "xlsm"})
    KINDS = {
        "pdf": frozenset({"pdf"}),
        "docx": ZIPS,
        "xlsx": ZIPS,
        "pptx": ZIPS,
        "zip": ZIPS,
        "txt": frozenset({"text"}),
        "vtt": frozenset({"text"}),
    }

    def clean_file(self):
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return file
        ending = file.name.rpartition(".")[2].lower()
        file.seek(0)
        found = sniff(file.read())
        file.seek(0)
        if found not in self.KINDS.get(ending, frozenset()):
            raise ValidationError(
                _("The content of this file is not what its name .%(ending)s says.")
                % {"ending": ending}
            )
        return file
