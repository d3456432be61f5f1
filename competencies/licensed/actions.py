"""The licence holder's texts of the Standard put in force: a version for the record, and what every page shows."""

import hashlib
import json

from django.db import transaction

from accounts.models import Person
from common import clock
from competencies.licensed.models import TextVersion
from competencies.licensed.queries import newest
from competencies.standard.models import Category, Competency, StandardLoad

_SHOWN_IN = {
    TextVersion.Section.CATEGORY_NAMES: (Category, "names"),
    TextVersion.Section.COMPETENCY_TITLES: (Competency, "titles"),
    TextVersion.Section.COMPETENCY_TEXTS: (Competency, "texts"),
}


@transaction.atomic
def publish(*, section: str, language: str, texts: dict[str, str], by: Person | None) -> TextVersion:
    """The next version of a section in a language, shown from now on instead of the last; the same again adds nothing.

    `texts` is the whole section, by key of category or competency: what it leaves out is no longer shown.
    """
    model, field = _SHOWN_IN[section]
    # These rows order two publications at once.
    rows = list(model.objects.select_for_update().order_by("pk"))
    current = newest(language).get(section)
    if current and current.texts == texts:
        return current
    made = TextVersion.objects.create(
        section=section,
        language=language,
        version=current.version + 1 if current else 1,
        texts=texts,
        published_at=clock.now(),
        published_by=by,
    )
    for row in rows:
        kept = {key: value for key, value in getattr(row, field).items() if key != language}
        setattr(row, field, kept | ({language: texts[row.key]} if row.key in texts else {}))
    model.objects.bulk_update(rows, [field])
    # Every process keeps the Standard in memory until the newest load is another.
    digest = hashlib.sha256(json.dumps(texts, sort_keys=True).encode()).hexdigest()
    StandardLoad.objects.create(loaded_at=made.published_at, sha256=digest)
    return made
