"""Who asks, and what each person may do."""

from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send

from corpus import PanelError


class NotAllowedError(PanelError):
    """What only editors may do."""


@dataclass(frozen=True)
class User:
    """Somebody who asks: anybody may read; editors put papers in and take them out; some may see exempt papers."""

    name: str = ""
    editor: bool = False
    exempt: bool = False


OWNER = User(editor=True)  # whoever sits at the machine, where nobody else can come in
STRANGER = User()  # anybody at all


def user_of(scope: Scope) -> User:
    """Who sent a request; a stranger where nothing has looked who it is."""
    user = scope.get("user", STRANGER)
    assert isinstance(user, User)
    return user


def must_edit(user: User) -> None:
    """Raise `NotAllowedError` for anybody but an editor."""
    if not user.editor:
        raise NotAllowedError("Only editors may change the archive; ask who runs the assistant.")


class Identified:
    """An application all of whose requests are one user's, told by `user_of`."""

    def __init__(self, app: ASGIApp, user: User) -> None:
        self.app, self.user = app, user

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app({**scope, "user": self.user}, receive, send)
