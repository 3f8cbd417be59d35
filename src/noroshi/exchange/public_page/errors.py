"""Why a file of the public page was not accepted; nothing of it was taken over."""


class PublicFileError(Exception):
    """The file, or one message in it, cannot be used; the message says why and what to do."""
