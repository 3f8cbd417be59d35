"""Why a bundle was not written or not accepted: one class per reason, each with its sentence in both languages."""

from typing import ClassVar, Final

from noroshi.knowledge.words import Language, load_words

_LONGEST: Final = 300


class BundleError(Exception):
    """A bundle cannot be used; nothing of it was taken over. ``code`` names the sentence in ``bundle_error``."""

    code: ClassVar[str] = ""

    def __init__(self, **values: object) -> None:
        super().__init__(values)
        self.values = {name: str(value)[:_LONGEST] for name, value in values.items()}

    def __str__(self) -> str:
        return self.text("en")

    def text(self, language: Language) -> str:
        """Return what happened and what to do."""
        return load_words().text(f"bundle_error.{self.code}", language, **self.values)


class NotABundle(BundleError):  # noqa: N818 reads as the sentence it raises
    """The file is not an age-encrypted file."""

    code = "not_a_bundle"


class WrongKey(BundleError):  # noqa: N818 reads as the sentence it raises
    """None of the keys, or not this passphrase, opens the file; a damaged list of recipients looks the same."""

    code = "wrong_key"


class Damaged(BundleError):  # noqa: N818 reads as the sentence it raises
    """Bytes of the file were changed."""

    code = "damaged"


class Truncated(Damaged):
    """The end of the file is missing."""

    code = "truncated"


class UnknownSigner(BundleError):  # noqa: N818 reads as the sentence it raises
    """Signed with a key that is not pinned here."""

    code = "unknown_signer"


class WrongSignature(BundleError):  # noqa: N818 reads as the sentence it raises
    """The signature is missing or does not belong to the manifest."""

    code = "wrong_signature"


class WrongGiver(BundleError):  # noqa: N818 reads as the sentence it raises
    """The manifest names another giver than the one whose key signed it."""

    code = "wrong_giver"


class NotForUs(BundleError):  # noqa: N818 reads as the sentence it raises
    """The manifest names another receiver."""

    code = "not_for_us"


class NewerSchema(BundleError):  # noqa: N818 reads as the sentence it raises
    """Written in a format that this program does not know yet."""

    code = "newer_schema"


class WrongShape(BundleError):  # noqa: N818 reads as the sentence it raises
    """Manifest or contents do not follow the documented format."""

    code = "wrong_shape"


class TooLarge(BundleError):  # noqa: N818 reads as the sentence it raises
    """A size or a number goes beyond what is accepted."""

    code = "too_large"


class UnsafePart(BundleError):  # noqa: N818 reads as the sentence it raises
    """A part has a name or a kind that could write outside its folder, or appears twice."""

    code = "unsafe_part"


class MissingPart(BundleError):  # noqa: N818 reads as the sentence it raises
    """The manifest lists a part that is not there."""

    code = "missing_part"


class ExtraPart(BundleError):  # noqa: N818 reads as the sentence it raises
    """A part is there that the manifest does not list."""

    code = "extra_part"


class WrongHash(BundleError):  # noqa: N818 reads as the sentence it raises
    """A part's size or SHA-256 is not the one in the manifest."""

    code = "wrong_hash"


class WrongCounts(BundleError):  # noqa: N818 reads as the sentence it raises
    """The contents do not hold as many as the manifest says."""

    code = "wrong_counts"


class Replayed(BundleError):  # noqa: N818 reads as the sentence it raises
    """A bundle of this stream with this number, or a later one, was taken over already."""

    code = "replayed"


class Gap(BundleError):  # noqa: N818 reads as the sentence it raises
    """A bundle between the last one seen and this one is missing."""

    code = "gap"


class BrokenChain(BundleError):  # noqa: N818 reads as the sentence it raises
    """The bundle does not follow the one that was seen last, although its number does."""

    code = "broken_chain"


class WrongKeyFile(BundleError):  # noqa: N818 reads as the sentence it raises
    """A key that was given to sign, seal, open or verify with cannot be used."""

    code = "wrong_key_file"
