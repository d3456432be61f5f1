from django.db import models

from common.ids import new_code
from endorsement.roster.enums import BatchState, ErrandKind, ErrandState


class ImportBatch(models.Model):
    """One file brought to one association. ``report`` holds the counts of the last check; ``file`` is private."""

    code = models.CharField(max_length=20, unique=True, default=new_code)
    association = models.ForeignKey("associations.Association", on_delete=models.CASCADE, related_name="roster_imports")
    state = models.CharField(max_length=12, choices=BatchState.choices, default=BatchState.UPLOADED)
    state_since = models.DateTimeField()
    file = models.CharField(max_length=200, blank=True)
    file_name = models.CharField(max_length=200)
    # Column of the file (by place) -> our column, "" for one that is left out.
    mapping = models.JSONField(default=list)
    encoding = models.CharField(max_length=20, blank=True)
    report = models.JSONField(default=dict)
    uploaded_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        indexes = [models.Index(fields=["association", "-uploaded_at"], name="roster_import_newest")]

    def __str__(self):
        return f"roster import {self.pk}"

    @property
    def origin(self) -> str:
        """The mark on everything this batch makes."""
        return f"import:{self.pk}"


class ImportRow(models.Model):
    """One row of a file, as read. Filled and checked in bulk: see ``staging`` and ``checking``.

    ``faults`` are in the cells themselves, ``clashes`` with other rows or with what is known; either keeps the row out.
    ``cells`` are kept of a row with faults, as they were typed. ``chosen_id``: the candidate a person chose, 0 for
    somebody new. ``public_id`` is the one of the person the row will make; ``follows``: an earlier row makes them.
    """

    # No check of each of a hundred thousand rows: they are written by the batch they name, and go with it. The
    # constraint below is the index.
    batch = models.ForeignKey(
        ImportBatch, on_delete=models.CASCADE, related_name="rows", db_constraint=False, db_index=False
    )
    row = models.PositiveIntegerField()
    faults = models.JSONField(null=True)
    clashes = models.JSONField(null=True)
    cells = models.JSONField(null=True)
    skipped = models.BooleanField(default=False)
    public_id = models.UUIDField()
    person_id = models.BigIntegerField(null=True)
    chosen_id = models.BigIntegerField(null=True)
    follows = models.BooleanField(default=False)
    name = models.CharField(max_length=200)
    email = models.CharField(max_length=254)
    region = models.CharField(max_length=100)
    phone = models.CharField(max_length=40)
    member_kind = models.CharField(max_length=40)
    member_from = models.DateField(null=True)
    member_until = models.DateField(null=True)
    category_id = models.BigIntegerField(null=True)
    number = models.CharField(max_length=40)
    endorsed_on = models.DateField(null=True)
    renewed_until = models.DateField(null=True)
    role = models.CharField(max_length=30)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="import_row_once")]

    def __str__(self):
        return f"{self.batch_id} row {self.row}"


class ImportChange(models.Model):
    """What a batch changed of something that was there before: the value then and the value it set, for the undo."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="changes")
    thing = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    field = models.CharField(max_length=20)
    old_text = models.CharField(max_length=200, blank=True)
    new_text = models.CharField(max_length=200, blank=True)
    old_day = models.DateField(null=True)
    new_day = models.DateField(null=True)

    def __str__(self):
        return f"{self.batch_id} {self.thing} {self.object_id}.{self.field}"


class Errand(models.Model):
    """One thing done to many people of a roster: prepared, looked at, then done by the worker.

    ``given``: what its form asked, JSON; None before it was filled in.
    """

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    association = models.ForeignKey("associations.Association", on_delete=models.CASCADE, related_name="errands")
    kind = models.CharField(max_length=12, choices=ErrandKind.choices)
    given = models.JSONField(null=True)
    state = models.CharField(max_length=12, choices=ErrandState.choices, default=ErrandState.DRAFT)
    state_since = models.DateTimeField()
    begun_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    begun_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-begun_at", "-pk"]

    def __str__(self):
        return f"errand {self.pk}"


class ErrandPerson(models.Model):
    """Somebody an errand is about: ``left_out`` says by a code why nothing happens to them, "" that it does.

    A plain number, as in an import: an errand keeps nobody from being merged or taken back.
    """

    errand = models.ForeignKey(Errand, on_delete=models.CASCADE, related_name="people")
    person_id = models.BigIntegerField()
    left_out = models.CharField(max_length=20, blank=True)
    done = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["errand", "person_id"], name="errand_person_once")]

    def __str__(self):
        return f"{self.errand_id} {self.person_id}"


class RosterPlace(models.Model):
    """One row for everybody on an association's roster, so that a page of twenty thousand is one indexed read.

    The database itself keeps it (``places``): nothing else writes it. Ids without foreign keys, since it may never be
    what keeps a person from being deleted or merged.
    """

    pk = models.CompositePrimaryKey("association_id", "person_id")
    association_id = models.BigIntegerField()
    person_id = models.BigIntegerField()

    def __str__(self):
        return f"{self.person_id} on the roster of {self.association_id}"


class ColumnMap(models.Model):
    """How an association's files name our columns, remembered from the last time. Its row is the lock of applying."""

    association = models.OneToOneField("associations.Association", on_delete=models.CASCADE, related_name="column_map")
    # Heading in the file, lower case -> our column, "" for one that is left out.
    names = models.JSONField(default=dict)

    def __str__(self):
        return f"columns of {self.association_id}"
