from django.db import models

from common.ids import new_code


class TextFile(models.Model):
    """A file of the licence holder's texts: checked before it is kept, looked at, then published once.

    `content` is the file as text; its name tells how it is read. No association: the texts are for all.
    """

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    association = models.ForeignKey(
        "associations.Association", null=True, blank=True, on_delete=models.CASCADE, related_name="text_files"
    )
    language = models.CharField(max_length=8)
    name = models.CharField(max_length=150)
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["published_at", "-loaded_at"], name="text_file_newest")]

    def __str__(self):
        return self.code
