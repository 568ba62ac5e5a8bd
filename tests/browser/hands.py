"""Counts what the hands of a curator do in a page: keys, clicks, fields, pastes and loads, as the browser itself sees them."""

from collections import Counter

from playwright.sync_api import Page

NOTE = """
(() => {
  const note = (what, times = 1) => globalThis.noteHands(what, times);
  const MODIFIERS = ["Shift", "Control", "Alt", "Meta"];
  let down = null, entered = null;
  const on = (type, use) => addEventListener(type, (event) => { if (event.isTrusted) use(event); }, true);
  on("keydown", ({ key }) => { if (!MODIFIERS.includes(key)) note("keys"); });
  on("mousedown", ({ clientX, clientY }) => { down = [clientX, clientY]; });
  on("mouseup", ({ clientX, clientY }) => {
    const isDrag = down && Math.hypot(clientX - down[0], clientY - down[1]) > 5;
    note("clicks", isDrag ? 2 : 1); // a drag points twice
  });
  on("focusin", () => { entered = null; });
  // A field counts once each time it is entered and changed.
  for (const type of ["input", "change"]) on(type, ({ target }) => {
    if (target !== entered) note("fields");
    entered = target;
  });
  on("paste", () => note("pastes"));
})();
"""


class Hands:
    """What was done since the last ``part``. Loads are counted when the document is there."""

    def __init__(self, page: Page) -> None:
        self.parts: list[tuple[str, Counter[str]]] = []
        self.counted: Counter[str] = Counter()
        page.expose_function("noteHands", self.note)
        page.add_init_script(NOTE)
        page.on("domcontentloaded", lambda _page: self.note("loads"))

    def note(self, what: str, times: int = 1) -> None:
        self.counted[what] += times

    def part(self, name: str) -> Counter[str]:
        """End a part, give it a name, and begin the next."""
        done, self.counted = self.counted, Counter()
        self.parts.append((name, done))
        return done
