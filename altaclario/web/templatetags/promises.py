"""What a page claims of this software, it claims because the policy promises it: else the words are not there."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from altaclario.web import policies

register = template.Library()


@register.filter
def promised(slug: str) -> bool:
    """Whether the policy promises it; every promise has code that keeps it, and a test that fails without that code.

    >>> promised("memory-only"), promised("free-beer")
    (True, False)
    """
    return slug in policies.policy("privacy").promises


@register.filter
def proof(slug: str) -> SafeString:
    """The name of a promise, leading to its sentence in the policy."""
    return format_html('<a class="mono" href="{}#{}">{}</a>', reverse("privacy"), slug, slug)


@register.filter
def keeper(name: str) -> str:
    """What keeps a promise: its room and its name, without the file.

    >>> keeper("altaclario/vault/secrets.py::seal")
    'vault: seal'
    """
    file, _, thing = name.partition("::")
    return f"{file.split('/')[1]}: {thing}"


@register.filter
def claim(name: str) -> str:
    """What a test says, as a sentence.

    >>> claim("tests/test_erasing.py::TestDisk::test_nothing_is_left")
    'Nothing is left'
    """
    return name.rpartition("::")[2].removeprefix("test_").replace("_", " ").capitalize()
