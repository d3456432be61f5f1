from common.management.generated import GeneratedDocument
from common.workflow import chart


class Command(GeneratedDocument):
    help = "Writes docs/workflow.md from the workflow tables; --check only compares."
    document = "workflow.md"

    def page(self):
        return chart.page()
