"""Who a person is, and how they sign in."""

import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager):
    """Fetches the person with the user: every signed-in page needs both, for the price of one query."""

    def get_queryset(self):
        return super().get_queryset().select_related("person")

    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username):
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """Only signs in. The domain speaks of Person.

    ``closed_for``: why one that is not active was closed. Who closes it writes their own reason, also over another's:
    only who closed it for this reason opens it again.
    """

    email = models.EmailField(_("e-mail address"), max_length=254)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    closed_for = models.CharField(max_length=40, blank=True, editable=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]

    def __str__(self):
        return f"user {self.pk}"


class Person(models.Model):
    """Who the domain speaks of: with or without a sign-in. ``is_sample`` marks an invented one."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="person")
    name = models.CharField(_("name"), max_length=200)
    printed_name = models.CharField(_("name on the certificate"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    resides_in = models.CharField(_("state or country of residence"), max_length=100, blank=True)
    is_sample = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # Somebody noted twice, after the two were merged: an empty shell that is shown nowhere and may come back.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="merged_from"
    )

    class Meta:
        indexes = [models.Index(Lower("name"), name="person_name_any_case")]

    def __str__(self):
        return self.name

    @property
    def email(self) -> str:
        """The address we write to, "" when none is known. Prefetch ``addresses`` in lists."""
        rows = sorted(self.addresses.all(), key=lambda row: (not row.is_primary, row.pk))
        return rows[0].email if rows else ""


class Address(models.Model):
    """One e-mail address of one person. Unique in any case of letters over all people."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="addresses")
    email = models.EmailField(max_length=254)
    is_primary = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="address_any_case"),
            models.UniqueConstraint(fields=["person"], condition=models.Q(is_primary=True), name="address_one_primary"),
        ]

    def __str__(self):
        return f"address {self.pk}"
