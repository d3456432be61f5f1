import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

SAMPLE_ROWS = [
    {"name": "Rosa Tamm", "garden": "Long Meadow", "beds": 4},
    {"name": "Ilmar Oak", "garden": "Mill Lane", "beds": 2},
    {"name": "Noor Haddad", "garden": "Station Road", "beds": 7},
]


class SampleTable(tables.Table):
    caption = _("Gardeners")
    name = tables.Column(verbose_name=_("Name"))
    garden = tables.Column(verbose_name=_("Garden"))
    beds = tables.Column(verbose_name=_("Beds"))

    class Meta:
        empty_text = _("No gardener yet.")

    def __init__(self, data=None, **kwargs):
        super().__init__(SAMPLE_ROWS if data is None else data, **kwargs)
