"""A picture that stands in a page itself."""

import base64

from bot.foundation.screen import Photo


def in_page(photo: Photo) -> str:
    """A picture as an address that holds it, so that there is none at which it can be fetched again."""
    return f"data:{photo.media_type};base64,{base64.b64encode(photo.content).decode()}"
