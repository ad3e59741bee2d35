"""The web's way out: for the demo, where there is no chat."""

from bot.foundation.screen import FileOrder, Screen
from bot.messages.courier import Address, CannotDeliver, Pace


class WebCourier:
    """Brings a message to the web. See bot.messages.courier.Courier.

    There is nothing to be sent to: what was delivered to somebody stands above their menu
    (bot/messages/inbox.py), and that it is delivered is what the database knows after this."""

    pace = Pace(workspace=0.1, conversation=0.0)  # slow enough to be seen, paused and resumed

    async def send(self, address: Address, screen: Screen) -> None:
        """Nothing to do."""

    async def send_file(self, address: Address, order: FileOrder) -> None:
        """Files are fetched on the web, never brought. Raises CannotDeliver."""
        raise CannotDeliver(never=True, why="broken")

    async def close(self) -> None:
        """There is nothing to close."""
