"""A person with an account, where they are signed in, and the issuers through which they may."""

import uuid
from typing import Any, ClassVar

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone

from altaclario.accounts import passwords
from altaclario.accounts.openid import known
from altaclario.accounts.openid.known import KnownIssuer
from altaclario.declarations.holdings import holds
from altaclario.vault import columns


class People(BaseUserManager["User"]):
    """Finds people by their address, in whatever case it is typed."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person who can sign in with the password; with none, nobody can."""
        person = self.model(email=email.lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def unconfirmed(self) -> models.QuerySet["User"]:
        """Those who never confirmed an address and never signed in: what somebody typed about somebody."""
        known = apps.get_model("account", "EmailAddress").objects.filter(verified=True).values("user")
        return self.filter(last_login=None).exclude(pk__in=known)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


@holds(
    about="person",
    personal="email name joined last_login terms_version terms_at is_of_age zone theme density preferred "
    "erases restricted objected told_updates operates",
    plain="password has_short_password is_active",
    find="pk",
    kept="account",
    keep_days=3,
    since="joined",
    among="unconfirmed",
)
class User(AbstractBaseUser):
    """A person. The text and the time of what they agreed to stand here until consent has a room of its own."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=100)
    joined = models.DateTimeField(default=timezone.now)
    terms_version = models.CharField(max_length=20)
    terms_at = models.DateTimeField()
    is_of_age = models.BooleanField()
    has_short_password = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    zone = models.CharField(max_length=64, blank=True)
    theme = models.CharField(max_length=10, blank=True)
    density = models.CharField(max_length=12, blank=True)
    preferred = models.DateTimeField(null=True)
    """When they said last what they prefer; until then theme and density are what each device remembers."""
    erases = models.DateTimeField(null=True)
    """When all of it is erased, since they closed it; None while it is open."""
    restricted = models.DateTimeField(null=True)
    """Since when nothing is done with what is theirs but keeping it; None while they pause nothing."""
    objected = models.CharField(max_length=100, blank=True)
    """To what they object, as words of `objecting`, with commas between."""
    told_updates = models.DateField(null=True)
    """The day of the last news of the product that they closed; None while they closed none."""

    operates = models.DateTimeField(null=True)
    """Since when the pages of whoever runs this installation are open to them; None for almost everybody."""

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = People()

    class Meta:
        constraints = (
            # By whatever road an account comes: not without these.
            models.CheckConstraint(condition=Q(is_of_age=True) & ~Q(terms_version=""), name="agreed_and_of_age"),
        )

    def set_password(self, raw_password: str | None) -> None:
        """Remembers whether it needs a second factor beside it: the hash does not tell its length."""
        super().set_password(raw_password)
        self.has_short_password = bool(raw_password) and passwords.is_short(raw_password or "")

    @property
    def is_closed(self) -> bool:
        """Whether they closed their account, and it waits to be erased."""
        return self.erases is not None

    @property
    def owner_key(self) -> str:
        """Their name in the vault, and of the chain that notes what concerns their account."""
        return f"person:{self.pk}"

    @property
    def actor_id(self) -> str:
        """Who does something, without a name."""
        return str(self.pk)

    @property
    def fewest_characters(self) -> int:
        """How many characters this person's password must have."""
        return passwords.fewest(self)

    def __str__(self) -> str:
        return f"person {self.pk}"


@holds(
    about="person",
    personal="device began seen",
    plain="session_key through",
    find="person",
    keep_days=30,
    since="seen",
)
class SignIn(models.Model):
    """A browser in which a person is signed in. The row of its session says until when."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=40)
    through = models.CharField(max_length=80, blank=True)
    """By which link to an issuer they came in; empty for means of their own. With the link it ends."""
    began = models.DateTimeField()
    seen = models.DateTimeField()

    objects: ClassVar["models.Manager[SignIn]"] = models.Manager()

    def __str__(self) -> str:
        return f"sign-in {self.pk}"


@holds(about="instance", plain=f"slug label {known.COLUMNS}", kept="installation")
class Issuer(KnownIssuer):
    """An issuer of the whole installation, which its operator set up."""

    slug = models.SlugField(max_length=40, unique=True)
    """Stands in addresses of ours; another issuer under the same is another one."""
    label = models.CharField(max_length=60)
    """What the button says."""

    objects: ClassVar["models.Manager[Issuer]"] = models.Manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["issuer"], name="one_issuer_of_the_instance"),)

    def __str__(self) -> str:
        return f"issuer {self.pk}"


ISSUER_SECRET = columns.declare("accounts.Issuer", "secret", owner="instance")


@holds(about="person", personal="issuer subject made used", find="person", kept="account")
class Identity(models.Model):
    """That a person is a certain subject of a certain issuer. Nothing else of what the issuer says is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identities")
    issuer = models.CharField(max_length=500)
    subject = models.CharField(max_length=255)
    made = models.DateTimeField()
    used = models.DateTimeField(null=True)

    objects: ClassVar["models.Manager[Identity]"] = models.Manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["issuer", "subject"], name="one_person_a_subject"),)

    def __str__(self) -> str:
        return f"identity {self.pk}"


@holds(
    about="person",
    personal="sealed",
    plain="name about made tried is_refused",
    find="person",
    keep_days=30,
    since="made",
)
class Unsent(models.Model):
    """A mail that no mail server took yet. With the mail it goes; one that is refused for good leaves what it was."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="unsent")
    """None where it goes to somebody without an account."""
    name = models.CharField(max_length=60)
    """Of its templates."""
    about = models.CharField(max_length=60)
    """What leads to it, such as "person:7"."""
    sealed = models.BinaryField(default=b"")
    """The address, subject and words."""
    made = models.DateTimeField()
    tried = models.DateTimeField(null=True)
    """When last; None until what it tells of is stored, and a moment longer."""
    is_refused = models.BooleanField(default=False)

    objects: ClassVar["models.Manager[Unsent]"] = models.Manager()

    def __str__(self) -> str:
        return f"unsent mail {self.pk}"


UNSENT = columns.declare("accounts.Unsent", "sealed", owner="instance")
