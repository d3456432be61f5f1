from competencies.licensed.models import TextVersion


def newest(language: str) -> dict[str, TextVersion]:
    """Section -> what is shown in that language; sections without any version are left out."""
    rows = TextVersion.objects.filter(language=language).select_related("published_by").order_by("version")
    return {row.section: row for row in rows}
