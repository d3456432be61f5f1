from associations.catalogue.documents import page
from common.management.generated import GeneratedDocument


class Command(GeneratedDocument):
    help = "Writes docs/requirements.md from the texts of the Standard and of the associations; --check only compares."
    document = "requirements.md"

    def page(self):
        return page()
