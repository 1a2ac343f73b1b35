"""What is kept of a person, checked at the door, and its concealed form for those without the right."""

import json
import re
import unicodedata
from dataclasses import asdict, dataclass

from anlan.access.errors import ContactEmpty, PhoneInvalid
from anlan.kit.canonical import canonical
from anlan.kit.words import clean

_PHONE = re.compile(r"\+?[0-9]{5,15}")
_SPACING = re.compile(r"[\s()（）./-]+")


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach somebody. Nothing else about them is kept here: no identity number, no label."""

    name: str = ""
    phone: str = ""
    address: str = ""
    email: str = ""

    def as_bytes(self) -> bytes:
        """What is sealed."""
        return canonical(asdict(self))

    @classmethod
    def from_bytes(cls, words: bytes) -> "Contact":
        """What was sealed, in words again."""
        return cls(**json.loads(words))

    def concealed(self) -> "Contact":
        """Enough to recognise, too little to find: 王**, 138****1234; an address and an e-mail not at all."""
        return Contact(conceal_name(self.name), conceal_phone(self.phone))


def contact(*, name: str, phone: str, address: str, email: str) -> Contact:
    """A checked contact. Raises `ContactEmpty`, `PhoneInvalid` and what `kit.words.clean` raises."""
    made = Contact(
        name=clean(name, field="name", longest=60),
        phone=plain_phone(phone),
        address=clean(address, field="address", longest=200),
        email=clean(email, field="email", longest=254),
    )
    if not (made.phone or made.name or made.email or made.address):
        raise ContactEmpty(field="name")
    return made


def plain_phone(value: str) -> str:
    """A number without the signs people write it with; "" stays "". Raises `PhoneInvalid` and what `clean` raises."""
    value = clean(value, field="phone", longest=30)
    plain = _SPACING.sub("", unicodedata.normalize("NFKC", value))
    if plain and not _PHONE.fullmatch(plain):
        raise PhoneInvalid(field="phone")
    return plain


def conceal_name(name: str) -> str:
    """王小明 → 王**: one letter, also of a compound surname: less is shown, not more."""
    return name[:1] + "**" if name else ""


def conceal_phone(phone: str) -> str:
    """13812341234 → 138****1234; a shorter number keeps its last two digits."""
    if len(phone) >= 11:
        return f"{phone[:-8]}****{phone[-4:]}"
    return "****" + phone[-2:] if phone else ""
