"""An empty phone in the browser on which a test has one message drawn."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

Json = dict[str, Any]

_DRAW = """async ([message, letters, pc]) => {
    const { drawMessage, isWide } = await import('/page/js/messages/message.js');
    const node = (name, ...children) => {
        const made = document.createElement('div');
        made.className = name;
        made.append(...children);
        return made;
    };
    window.performed = [];
    const scene = {pc, perform: (action) => window.performed.push(action)};
    const body = node('body', drawMessage(message, scene));
    const kind = `row theirs ${isWide(message) ? 'wide' : ''}`;
    const row = node(kind, node('avatar'), node('column', node('line', body)));
    const phone = node('phone', node('screen', node('content', node('chat', row))));
    phone.dataset.letters = letters;
    document.body.replaceChildren(node('slot', phone));
}"""


class Stage:
    def __init__(self, page: Page) -> None:
        self.page = page

    def draw(self, message: Json, letters: str = "normal", pc: bool = False) -> Locator:
        self.page.evaluate(_DRAW, [message, letters, pc])
        return self.page.locator(".body > *")

    def performed(self) -> list[Json]:
        done: list[Json] = self.page.evaluate("window.performed")
        return done

    def bubble(self, letters: str = "normal", **parts: Any) -> Locator:
        contents = {"type": "bubble", **parts}
        return self.draw({"type": "flex", "altText": "見本", "contents": contents}, letters)

    def inside(
        self, *components: Json, letters: str = "normal", layout: str = "vertical", **box: Any
    ) -> Locator:
        """The components in a body of 300 by whatever they need, without padding unless told."""
        body = {"type": "box", "layout": layout, "contents": list(components), "paddingAll": "0px", **box}
        self.bubble(letters, body=body)
        return self.page.locator(".fx-body > .fx-box")


def ask(element: Locator, question: str) -> Any:
    """Of the one element there is, at once: a drawn message stands still, so nothing is waited for."""
    answers: list[Any] = element.evaluate_all(f"found => found.map({question})")
    [answer] = answers
    return answer


def style(element: Locator, name: str) -> str:
    return str(ask(element, f"one => getComputedStyle(one).getPropertyValue('{name}')"))


def width(element: Locator) -> float:
    return float(ask(element, "one => one.getBoundingClientRect().width"))


def height(element: Locator) -> float:
    return float(ask(element, "one => one.getBoundingClientRect().height"))


def left(element: Locator) -> float:
    return float(ask(element, "one => one.getBoundingClientRect().left"))


def top(element: Locator) -> float:
    return float(ask(element, "one => one.getBoundingClientRect().top"))
