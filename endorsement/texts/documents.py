"""The template that the licence holder fills in: every key there is, and no text."""

import csv
import io
import json

from django.utils.translation import gettext as _

from endorsement.texts import queries, reading


def template(language: str, ending: str) -> str:
    """A file of `reading`'s form (`ending` is yaml or csv) with the keys of every section and empty texts."""
    return _csv(language) if ending == "csv" else _yaml(language)


def _yaml(language: str) -> str:
    titles = queries.english_titles()
    lines = [
        "# " + _("Fill in the texts you may publish. What stays empty says nothing."),
        "# " + _("A section with any text replaces the whole section that is published; the others stay."),
        f"language: {language}",
    ]
    for section in reading.KEYED:
        lines += ["", f"{section}:"]
        lines += [f'  {json.dumps(key)}: ""  # {title}' for key, title in titles[section].items()]
    lines += [
        "",
        "# " + _("Groups of statements; the statements in the order in which raters answer them."),
        f"{reading.ITEMS}:",
        '  - group: ""',
        "    statements:",
        '      - ""',
    ]
    for section in reading.AGREEMENTS:
        lines += ["", f'{section}: ""']
    return "\n".join(lines) + "\n"


def _csv(language: str) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(reading.COLUMNS)
    writer.writerow(["language", "", language])
    for section, titles in queries.english_titles().items():
        writer.writerows([section, key, ""] for key in titles)
    writer.writerow([reading.ITEMS, "", ""])
    writer.writerows([section, "", ""] for section in reading.AGREEMENTS)
    return stream.getvalue()
